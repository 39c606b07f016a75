package dev.larder.report;

import java.util.HashMap;
import java.util.Map;

/**
 * What stands for the join keys of one entity in one report. Keys of a sensitive entity become
 * {@code key #1}, {@code key #2} and so on, in the order in which the report first asks for them:
 * equal keys can be told to be equal, and nothing of them is left. No part of a key and no hash of
 * it would do: where there are few possible keys, such as birth dates, either can be tried out.
 *
 * <p>A report that asks in the same order is the same, byte for byte. For one thread.
 */
public final class Mask {
  private final boolean sensitive;
  private final Map<Object, String> names = new HashMap<>();

  /**
   * A mask for one report.
   *
   * @param sensitive whether the entity is tagged so; others are shown as they are
   */
  public Mask(boolean sensitive) {
    this.sensitive = sensitive;
  }

  /**
   * What the report shows for a key.
   *
   * @param value a join key's value, or the list of several; null, which identifies nobody, is
   *     shown as {@code null}
   */
  public String apply(Object value) {
    return sensitive && value != null
        ? names.computeIfAbsent(value, key -> "key #" + (names.size() + 1))
        : String.valueOf(value);
  }
}
