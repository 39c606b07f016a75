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
 * The entities that are asked about: checks that every row has the columns of the join keys, and
 * nothing else, and gives their values the declared types. No message shows a value, since keys may
 * be sensitive.
 */
final class EntityRows {
  private final Map<String, Field> columns;
  private final List<Map<String, Object>> rows;
  private final List<Problem> problems = new ArrayList<>();

  private EntityRows(Map<String, Field> columns, List<Map<String, Object>> rows) {
    this.columns = columns;
    this.rows = rows;
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
  static List<List<Object[]>> keyValues(
      List<FeatureViewProjection> projections, List<Map<String, Object>> rows) {
    EntityRows checked = new EntityRows(columns(projections), rows);
    List<List<Object[]>> values = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      checked.checkColumns(row);
      List<Object[]> ofRow = new ArrayList<>();
      for (FeatureViewProjection projection : projections) {
        ofRow.add(checked.keyValues(row, projection));
      }
      values.add(ofRow);
    }
    if (!checked.problems.isEmpty()) {
      throw new UserException(checked.problems.stream().distinct().toList());
    }
    return values;
  }

  private void checkColumns(int row) {
    for (String column : rows.get(row).keySet()) {
      if (!columns.containsKey(column)) {
        problems.add(
            new Problem(
                where(row),
                "'"
                    + column
                    + "' is no join key of these features."
                    + DidYouMean.hint(column, columns.keySet())));
      }
    }
    for (String column : columns.keySet()) {
      if (rows.get(row).get(column) == null) {
        problems.add(
            new Problem(
                where(row),
                "The join key '"
                    + column
                    + (rows.get(row).containsKey(column) ? "' is null." : "' is missing.")));
      }
    }
  }

  private static String where(int row) {
    return "entity row " + (row + 1);
  }

  private Object[] keyValues(int row, FeatureViewProjection projection) {
    List<String> names = projection.entityRowColumns();
    Object[] values = new Object[names.size()];
    for (int i = 0; i < values.length; i++) {
      Object given = rows.get(row).get(names.get(i));
      ValueType type = projection.view().entityColumns().get(i).valueType();
      if (given != null) {
        Optional<Object> coerced = coerce(type, given);
        values[i] = coerced.orElse(null);
        if (coerced.isEmpty()) {
          problems.add(
              new Problem(
                  where(row) + ", column " + names.get(i),
                  "Expected " + expected(type) + ", found " + found(given) + "."));
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
