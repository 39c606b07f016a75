package dev.larder.serving;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the entities that are asked about: checks that every row has the columns of the join keys,
 * and nothing else, and gives their values the declared types. No message shows a value, since keys
 * may be sensitive.
 */
final class EntityRowReader {
  private final Map<String, Field> columns;
  private final List<List<Column>> keys;

  /** A join key of a view, by the column that has it. */
  private record Column(String name, ValueType type) {}

  EntityRowReader(List<FeatureViewProjection> projections) {
    this.columns = columns(projections);
    this.keys = projections.stream().map(EntityRowReader::keys).toList();
  }

  private static List<Column> keys(FeatureViewProjection projection) {
    List<Column> keys = new ArrayList<>();
    List<String> names = projection.entityRowColumns();
    for (int i = 0; i < names.size(); i++) {
      keys.add(new Column(names.get(i), projection.view().entityColumns().get(i).valueType()));
    }
    return keys;
  }

  /** The columns that the views are looked up by, with their join keys, in order of appearance. */
  static Map<String, Field> columns(List<FeatureViewProjection> projections) {
    Map<String, Field> columns = new LinkedHashMap<>();
    for (FeatureViewProjection projection : projections) {
      List<String> names = projection.entityRowColumns();
      for (int i = 0; i < names.size(); i++) {
        columns.putIfAbsent(names.get(i), projection.view().entityColumns().get(i));
      }
    }
    return columns;
  }

  /**
   * For each row, for each projection, the values of its join keys in the view's order.
   *
   * @throws UserException with everything that is wrong with the rows
   */
  List<List<Object[]>> read(List<Map<String, Object>> rows) {
    List<Problem> problems = new ArrayList<>();
    List<List<Object[]>> values = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String where = "entity row " + (i + 1);
      checkColumns(where, rows.get(i), problems);
      List<Object[]> ofRow = new ArrayList<>();
      for (List<Column> ofView : keys) {
        ofRow.add(values(where, rows.get(i), ofView, problems));
      }
      values.add(ofRow);
    }
    if (!problems.isEmpty()) {
      throw new UserException(problems.stream().distinct().toList());
    }
    return values;
  }

  private void checkColumns(String where, Map<String, Object> row, List<Problem> problems) {
    for (String column : row.keySet()) {
      if (!columns.containsKey(column)) {
        problems.add(
            new Problem(
                where,
                "'"
                    + column
                    + "' is no join key of these features."
                    + DidYouMean.hint(column, columns.keySet())));
      }
    }
    for (String column : columns.keySet()) {
      if (row.get(column) == null) {
        problems.add(
            new Problem(
                where,
                "The join key '"
                    + column
                    + (row.containsKey(column) ? "' is null." : "' is missing.")));
      }
    }
  }

  private static Object[] values(
      String where, Map<String, Object> row, List<Column> columns, List<Problem> problems) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i);
      Object given = row.get(column.name());
      if (given != null) {
        Optional<Object> coerced = coerce(column.type(), given);
        values[i] = coerced.orElse(null);
        if (coerced.isEmpty()) {
          problems.add(
              new Problem(
                  where + ", column " + column.name(),
                  "Expected " + expected(column.type()) + ", found " + found(given) + "."));
        }
      }
    }
    return values;
  }

  /** The value in the type's Java type; empty where it is not one of that type. */
  private static Optional<Object> coerce(ValueType type, Object value) {
    return switch (type) {
      case STRING -> value instanceof String text ? Optional.of(text) : Optional.empty();
      case BYTES -> bytes(value);
      case INT32 -> wholeNumber(value).filter(n -> n == n.intValue()).map(Long::intValue);
      case INT64 -> wholeNumber(value).map(n -> n);
      case UNIX_TIMESTAMP -> wholeNumber(value).or(() -> seconds(value)).map(n -> n);
      default -> Optional.empty();
    };
  }

  private static Optional<Long> wholeNumber(Object value) {
    return value instanceof Long || value instanceof Integer || value instanceof Short
        ? Optional.of(((Number) value).longValue())
        : Optional.empty();
  }

  private static Optional<Object> bytes(Object value) {
    if (value instanceof byte[] bytes) {
      return Optional.of(bytes);
    }
    try {
      return value instanceof String text
          ? Optional.of(Base64.getDecoder().decode(text))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> seconds(Object value) {
    if (value instanceof Instant instant) {
      return Optional.of(instant.getEpochSecond());
    }
    try {
      return value instanceof String text
          ? Optional.of(Instant.parse(text).getEpochSecond())
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String expected(ValueType type) {
    return switch (type) {
      case STRING -> "text";
      case BYTES -> "bytes in Base64";
      case INT32 -> "a whole number of 32 bits";
      case INT64 -> "a whole number of 64 bits";
      case UNIX_TIMESTAMP -> "a time such as 2021-08-30T12:00:00Z, or seconds since 1970";
      default -> "a type that a key can have, not " + type.dtype();
    };
  }

  private static String found(Object value) {
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      return "a number with a fraction";
    }
    if (value instanceof Number) {
      return wholeNumber(value).isPresent() ? "another whole number" : "one that is too large";
    }
    return value instanceof String ? "text" : "neither text nor a number";
  }
}
