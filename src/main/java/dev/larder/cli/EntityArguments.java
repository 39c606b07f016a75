package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Entity rows out of {@code --entity name=value} arguments. */
final class EntityArguments {
  private static final String WHERE = "--entity";

  private EntityArguments() {}

  /**
   * The n-th value of every name makes the n-th row; without arguments there is one empty row.
   *
   * @param columns the names with their declared types: numbers are parsed where one is declared
   * @throws UserException where an argument has no =, or names have different numbers of values
   */
  static List<Map<String, Object>> rows(List<String> arguments, Map<String, Field> columns) {
    Map<String, List<Object>> values = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw new UserException(WHERE, "Expected NAME=VALUE, found no name before a =.");
      }
      String name = argument.substring(0, equals);
      values
          .computeIfAbsent(name, n -> new ArrayList<>())
          .add(value(argument.substring(equals + 1), columns.get(name)));
    }
    int count = values.values().stream().mapToInt(List::size).max().orElse(1);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      rows.add(new LinkedHashMap<>());
    }
    values.forEach(
        (name, column) -> {
          if (column.size() != count) {
            throw new UserException(
                WHERE,
                "'"
                    + name
                    + "' has "
                    + column.size()
                    + " of "
                    + count
                    + " values: each row needs one of every join key.");
          }
          for (int row = 0; row < count; row++) {
            rows.get(row).put(name, column.get(row));
          }
        });
    return rows;
  }

  private static Object value(String text, Field column) {
    boolean isText =
        column == null
            || column.valueType() == ValueType.STRING
            || column.valueType() == ValueType.BYTES;
    if (isText) {
      return text;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      // What it should have been is said where the rows are checked.
      return text;
    }
  }
}
