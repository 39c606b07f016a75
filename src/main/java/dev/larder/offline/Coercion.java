package dev.larder.offline;

import dev.larder.UserException;
import dev.larder.feature.ValueType;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The one way in which source values become the declared types, for training and for the online
 * store alike, with the results of Feast's {@code type_map}: INT32 {@code int}, INT64 {@code
 * bigint}, FLOAT {@code float}, DOUBLE {@code double}, BOOL {@code boolean}, STRING {@code string},
 * BYTES {@code binary}, UNIX_TIMESTAMP {@code timestamp} in whole seconds, lists {@code array} of
 * these. A scalar NaN is null; a NaN in a list stays. A scalar time is floored to its second; in a
 * list its fraction is cut towards zero. Numbers for whole-number types lose their fraction; one
 * out of range fails the job.
 */
final class Coercion {
  /** What an error in the data starts with, once a task has raised it. */
  static final String ERROR_MARK = "larder: ";

  private static final Column MICROS_PER_SECOND = functions.lit(1_000_000L);

  private final String where;
  private final String name;
  private final boolean showsValues;

  /**
   * A coercion of one column of features.
   *
   * @param where the view, for errors
   * @param name the column's name in the view, for errors
   */
  static Coercion ofFeature(String where, String name) {
    return new Coercion(where, name, true);
  }

  /** A coercion of one join key, whose values no error shows: they may be sensitive. */
  static Coercion ofJoinKey(String where, String name) {
    return new Coercion(where, name, false);
  }

  private Coercion(String where, String name, boolean showsValues) {
    this.where = where;
    this.name = name;
    this.showsValues = showsValues;
  }

  /** Spark's type for values of a declared type. */
  static DataType sparkType(ValueType type) {
    DataType element =
        switch (type.element()) {
          case INT32 -> DataTypes.IntegerType;
          case INT64 -> DataTypes.LongType;
          case FLOAT -> DataTypes.FloatType;
          case DOUBLE -> DataTypes.DoubleType;
          case BOOL -> DataTypes.BooleanType;
          case STRING -> DataTypes.StringType;
          case BYTES -> DataTypes.BinaryType;
          case UNIX_TIMESTAMP -> DataTypes.TimestampType;
          default -> throw new IllegalArgumentException("No Spark type for " + type);
        };
    return type.isList() ? DataTypes.createArrayType(element) : element;
  }

  /**
   * The column in its declared type.
   *
   * @param from the column's type in the source
   * @throws UserException where no value of that type can be of the declared one
   */
  Column coerce(Column column, DataType from, ValueType to) {
    if (!to.isList()) {
      return scalar(column, from, to, false);
    }
    if (!(from instanceof ArrayType array)) {
      throw mismatch(from, to);
    }
    return functions.transform(
        column, element -> scalar(element, array.elementType(), to.element(), true));
  }

  private Column scalar(Column column, DataType from, ValueType to, boolean inList) {
    return switch (to) {
      case INT32 -> wholeNumber(column, from, to, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT64 -> wholeNumber(column, from, to, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT, DOUBLE -> realNumber(column, from, to, inList);
      case BOOL -> bool(column, from);
      case STRING -> text(column, from);
      case BYTES -> requireType(from instanceof BinaryType, column, from, to);
      case UNIX_TIMESTAMP -> seconds(column, from, inList);
      default -> throw mismatch(from, to);
    };
  }

  private Column wholeNumber(
      Column column, DataType from, ValueType to, long least, long greatest) {
    DataType target = sparkType(to);
    if (from.equals(target)
        || (isWhole(from) && (to == ValueType.INT64 || !(from instanceof LongType)))) {
      return column.cast(target);
    }
    if (!isNumber(from)) {
      throw mismatch(from, to);
    }
    Column inRange =
        isReal(from)
            // 2^63 is the least double beyond the range of a long, 2^31 of an int: the greatest
            // itself is no double.
            ? column.geq((double) least).and(column.lt(-(double) least))
            : column.between(least, greatest);
    Column checked =
        functions
            .when(inRange, column.cast(target))
            .otherwise(raise(column, "does not fit into " + to.dtype()));
    return functions
        .when(
            isReal(from) ? column.isNull().or(column.isNaN()) : column.isNull(),
            functions.lit(null))
        .otherwise(checked);
  }

  private Column realNumber(Column column, DataType from, ValueType to, boolean inList) {
    requireType(isNumber(from) || from instanceof BooleanType, column, from, to);
    Column number = column.cast(sparkType(to));
    return inList ? number : functions.when(number.isNaN(), functions.lit(null)).otherwise(number);
  }

  private Column bool(Column column, DataType from) {
    return requireType(from instanceof BooleanType || isWhole(from), column, from, ValueType.BOOL)
        .cast("boolean");
  }

  private Column text(Column column, DataType from) {
    if (from instanceof BooleanType) {
      // Python's str().
      return functions
          .when(column, functions.lit("True"))
          .when(functions.not(column), functions.lit("False"));
    }
    boolean wholeDecimal = from instanceof DecimalType decimal && decimal.scale() == 0;
    return requireType(
            from instanceof StringType || isWhole(from) || wholeDecimal || from instanceof DateType,
            column,
            from,
            ValueType.STRING)
        .cast("string");
  }

  private Column seconds(Column column, DataType from, boolean inList) {
    if (isWhole(from)) {
      return functions.timestamp_seconds(column);
    }
    requireType(
        from instanceof TimestampType
            || from instanceof TimestampNTZType
            || from instanceof DateType,
        column,
        from,
        ValueType.UNIX_TIMESTAMP);
    Column micros = functions.unix_micros(column.cast("timestamp"));
    Column fraction =
        inList ? micros.mod(MICROS_PER_SECOND) : functions.pmod(micros, MICROS_PER_SECOND);
    return functions.timestamp_micros(micros.minus(fraction));
  }

  private Column raise(Column value, String what) {
    Column shown = showsValues ? value.cast("string") : functions.lit("a key");
    return raise(where, "Column '" + name + "' holds ", shown, ", which " + what + ".");
  }

  /** Fails the job with a mistake of the user: a place, and a message in which a value stands. */
  static Column raise(String where, String before, Column value, String after) {
    return functions.raise_error(
        functions.concat(
            functions.lit(ERROR_MARK + where + ": " + before), value, functions.lit(after)));
  }

  private Column requireType(boolean fits, Column column, DataType from, ValueType to) {
    if (!fits) {
      throw mismatch(from, to);
    }
    return column;
  }

  private UserException mismatch(DataType from, ValueType to) {
    return new UserException(
        where,
        "Column '"
            + name
            + "' is "
            + from.catalogString()
            + " in the source, but declared "
            + to.dtype()
            + ".");
  }

  private static boolean isWhole(DataType type) {
    return type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType;
  }

  private static boolean isReal(DataType type) {
    return type instanceof FloatType || type instanceof DoubleType;
  }

  private static boolean isNumber(DataType type) {
    return isWhole(type) || isReal(type) || type instanceof DecimalType;
  }
}
