package dev.larder.offline;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Observation;

/** Rows that were counted while they were read. */
public final class RowCounts {
  private RowCounts() {}

  /**
   * The counts by name. Waits for the first action on the observed rows.
   *
   * @param observation whose expressions are all counts
   */
  public static Map<String, Long> of(Observation observation) {
    try {
      Map<String, Long> counts = new TreeMap<>();
      observation.getAsJava().forEach((name, count) -> counts.put(name, (Long) count));
      return counts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while rows were counted", e);
    }
  }
}
