package dev.larder.serving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.larder.feature.ValueType;
import java.util.Base64;
import java.util.Optional;

/**
 * A field that a loan request has.
 *
 * @param joinKey whether it identifies what features are read of; such a field cannot be null
 */
public record RequestField(String name, ValueType type, boolean joinKey) {
  /** What a value must be, in words. */
  String expected() {
    String words =
        switch (type) {
          case BOOL -> "true or false";
          case INT32 -> "a whole number of 32 bits";
          case INT64 -> "a whole number";
          case FLOAT, DOUBLE -> "a number";
          case UNIX_TIMESTAMP -> "a time in whole seconds since 1970";
          case BYTES -> "a text in Base64";
          default -> "a text";
        };
    return joinKey ? words : words + " or null";
  }

  /** The type of its values in JSON Schema. */
  public String jsonType() {
    return switch (type) {
      case BOOL -> "boolean";
      case INT32, INT64, UNIX_TIMESTAMP -> "integer";
      case FLOAT, DOUBLE -> "number";
      default -> "string";
    };
  }

  /** Whether the value is one that {@link #value} takes. */
  boolean takes(JsonNode json) {
    return json.isNull() ? !joinKey : find(json).isPresent();
  }

  /** The value in the type of the field; null for null. */
  Object value(JsonNode json) {
    return json.isNull() ? null : find(json).orElseThrow();
  }

  private Optional<Object> find(JsonNode json) {
    Object value =
        switch (type) {
          case BOOL -> json.isBoolean() ? json.booleanValue() : null;
          case INT32 -> isWhole(json) && json.canConvertToInt() ? json.intValue() : null;
          case INT64, UNIX_TIMESTAMP ->
              isWhole(json) && json.canConvertToLong() ? json.longValue() : null;
          case FLOAT ->
              json.isNumber() && Float.isFinite(json.floatValue()) ? json.floatValue() : null;
          case DOUBLE ->
              json.isNumber() && Double.isFinite(json.doubleValue()) ? json.doubleValue() : null;
          case BYTES -> json.isTextual() ? bytes(json.textValue()) : null;
          default -> json.textValue();
        };
    return Optional.ofNullable(value);
  }

  /** Also 123.0, as the tutorials write it. */
  private static boolean isWhole(JsonNode json) {
    return json.isNumber() && json.canConvertToExactIntegral();
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
