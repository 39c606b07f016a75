package dev.larder.historical;

import dev.larder.offline.RowCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Entity rows with their features, planned but not yet computed.
 *
 * @param rows under names of their own
 * @param columns what of the rows the training set holds, under its names
 * @param matches what became of each projection, in their order
 */
record JoinedFeatures(Dataset<Row> rows, List<Column> columns, List<Match> matches) {
  private static final String ROWS = "rows";
  private static final String MATCHED = "matched_";
  private static final String FOUND = "found_";

  /**
   * Tells of each row what became of one projection.
   *
   * @param found whether its view had a row at that time, of whatever age
   * @param inTime whether the newest such row was not older than the ttl
   */
  record Match(Column found, Column inTime) {}

  /**
   * What the computation counted of one projection.
   *
   * @param matched rows that got its features
   * @param expired rows whose newest feature row was older than the ttl
   * @param missing rows for which there was no feature row
   */
  record Matches(long matched, long expired, long missing) {}

  /** What the computation counted, the projections in their order. */
  record Counts(long rows, List<Matches> matches, String contentHash) {}

  /** The training set; the observation counts it while it is written. */
  Dataset<Row> observed(Observation observation) {
    Column[] output = columns.toArray(Column[]::new);
    List<Column> counts = new ArrayList<>(ContentHash.sums());
    for (int p = 0; p < matches.size(); p++) {
      counts.add(functions.count_if(matches.get(p).inTime()).as(MATCHED + p));
      counts.add(functions.count_if(matches.get(p).found()).as(FOUND + p));
    }
    Column hash = ContentHash.rowHash(columns, rows.select(output).schema());
    return RowCounts.observe(
            rows.select(functions.col("*"), hash),
            observation,
            functions.count(functions.lit(1)).as(ROWS),
            counts.toArray(Column[]::new))
        .select(output);
  }

  /** The counts, once the training set has been written. */
  Counts counts(Observation observation) {
    Map<String, Long> counts = RowCounts.of(observation);
    long total = counts.get(ROWS);
    List<Matches> counted = new ArrayList<>();
    for (int p = 0; p < matches.size(); p++) {
      long matched = counts.get(MATCHED + p);
      long found = counts.get(FOUND + p);
      counted.add(new Matches(matched, found - matched, total - found));
    }
    return new Counts(
        total,
        counted,
        ContentHash.of(rows.select(columns.toArray(Column[]::new)).schema(), total, counts));
  }
}
