package dev.larder.feature;

import java.util.Map;

/**
 * What features describe: an applicant, a zip code.
 *
 * @param joinKey the column that identifies it
 * @param valueType {@link ValueType#INVALID} where none is declared; the type of a key in Redis is
 *     that of the view's entity column, not this one
 */
public record Entity(
    String name,
    String joinKey,
    ValueType valueType,
    String description,
    Map<String, String> tags,
    String owner) {
  /** Feast's stand-in for views without entities, and its join key. */
  public static final String DUMMY_NAME = "__dummy";

  public static final String DUMMY_JOIN_KEY = "__dummy_id";

  public Entity {
    tags = Map.copyOf(tags);
  }

  /**
   * Whether the tag {@code sensitive: "true"} asks for its keys to be masked in everything that
   * people read.
   */
  public boolean isSensitive() {
    return "true".equalsIgnoreCase(tags.get("sensitive"));
  }
}
