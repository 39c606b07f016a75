package dev.larder.feature;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Feast's value types: the numbers of {@code feast.types.ValueType.Enum}, which are also those of
 * the {@code Value} oneof, and the dtype names of Feast's Python API.
 */
public enum ValueType {
  INVALID(0, "Invalid", null),
  BYTES(1, "Bytes", null),
  STRING(2, "String", null),
  INT32(3, "Int32", null),
  INT64(4, "Int64", null),
  DOUBLE(5, "Float64", null),
  FLOAT(6, "Float32", null),
  BOOL(7, "Bool", null),
  UNIX_TIMESTAMP(8, "UnixTimestamp", null),
  BYTES_LIST(11, "Array(Bytes)", BYTES),
  STRING_LIST(12, "Array(String)", STRING),
  INT32_LIST(13, "Array(Int32)", INT32),
  INT64_LIST(14, "Array(Int64)", INT64),
  DOUBLE_LIST(15, "Array(Float64)", DOUBLE),
  FLOAT_LIST(16, "Array(Float32)", FLOAT),
  BOOL_LIST(17, "Array(Bool)", BOOL),
  UNIX_TIMESTAMP_LIST(18, "Array(UnixTimestamp)", UNIX_TIMESTAMP);

  private static final List<ValueType> SUPPORTED =
      Arrays.stream(values()).filter(t -> t != INVALID).toList();

  private static final Map<Integer, ValueType> BY_NUMBER =
      SUPPORTED.stream().collect(Collectors.toUnmodifiableMap(ValueType::number, t -> t));

  private final int number;
  private final String dtype;
  private final ValueType element;

  ValueType(int number, String dtype, ValueType element) {
    this.number = number;
    this.dtype = dtype;
    this.element = element;
  }

  /** Feast's enum number, and the field number of the {@code Value} oneof. */
  public int number() {
    return number;
  }

  /** The name in a schema: {@code Int64}, {@code Array(String)}. */
  public String dtype() {
    return dtype;
  }

  public boolean isList() {
    return element != null;
  }

  /** The type of a list's elements; this type itself for a scalar. */
  public ValueType element() {
    return element == null ? this : element;
  }

  /** Whether Feast can serialize a value of this type into an entity key. */
  public boolean isKeyType() {
    return switch (this) {
      case BYTES, STRING, INT32, INT64, UNIX_TIMESTAMP -> true;
      default -> false;
    };
  }

  /** The type of a dtype name; empty where Feast has no such dtype or Larder cannot hold it. */
  public static Optional<ValueType> ofDtype(String dtype) {
    return SUPPORTED.stream().filter(t -> t.dtype.equals(dtype)).findFirst();
  }

  /**
   * The type of a registry's enum number; {@link #INVALID} for those that Larder cannot hold (maps,
   * sets, structs).
   */
  public static ValueType ofNumber(int number) {
    return BY_NUMBER.getOrDefault(number, INVALID);
  }

  /** All types but {@link #INVALID}. */
  public static List<ValueType> supported() {
    return SUPPORTED;
  }
}
