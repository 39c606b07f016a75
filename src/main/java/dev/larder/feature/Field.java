package dev.larder.feature;

import java.util.Map;

/**
 * A feature or a join key of a view, with its declared type.
 *
 * @param valueType {@link ValueType#INVALID} where the registry holds a type that Larder cannot
 *     (maps, sets, structs)
 */
public record Field(
    String name, ValueType valueType, String description, Map<String, String> tags) {
  public Field {
    tags = Map.copyOf(tags);
  }

  public Field(String name, ValueType valueType) {
    this(name, valueType, "", Map.of());
  }
}
