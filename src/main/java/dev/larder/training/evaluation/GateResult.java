package dev.larder.training.evaluation;

import java.util.Locale;

/**
 * What a gate found.
 *
 * @param name its key under {@code quality:}
 * @param found null where it is undefined, or there is nothing to measure: the gate fails then
 * @param limit what was asked for
 * @param isLeast whether the limit is the least that passes; else it is the most
 * @param where the part, and the input or group
 */
public record GateResult(String name, Double found, double limit, boolean isLeast, String where) {
  /** Whether the model may be published, as far as this gate goes. */
  public boolean passed() {
    return found != null && (isLeast ? found >= limit : found <= limit);
  }

  /** The limit with the side of it that passes. */
  public String expected() {
    return (isLeast ? "at least " : "at most ") + limit;
  }

  /** In one line, for errors. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "The gate %s %s: found %s (%s), expected %s.",
        name,
        passed() ? "is passed" : "failed",
        found == null ? "nothing to measure" : String.format(Locale.ROOT, "%.4f", found),
        where,
        expected());
  }
}
