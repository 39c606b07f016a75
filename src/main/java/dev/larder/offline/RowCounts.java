package dev.larder.offline;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/** Rows that were counted while they were read. */
public final class RowCounts {
  private RowCounts() {}

  /** The rows, to be counted while a query reads them; an RDD's actions report nothing. */
  public static Dataset<Row> observe(
      Dataset<Row> rows, Observation observation, Column first, Column... others) {
    // A plan that adaptive execution finds to be empty is dropped, and its counts with it.
    rows.sparkSession()
        .conf()
        .set(
            "spark.sql.adaptive.optimizer.excludedRules",
            "org.apache.spark.sql.execution.adaptive.AQEPropagateEmptyRelation");
    return rows.observe(observation, first, others);
  }

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
