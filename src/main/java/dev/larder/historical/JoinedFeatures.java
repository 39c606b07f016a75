package dev.larder.historical;

import dev.larder.offline.RowCounts;
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
 * @param markers for each projection the column that is not null where a row of its view was found
 */
record JoinedFeatures(Dataset<Row> rows, List<Column> columns, List<String> markers) {
  private static final String ROWS = "rows";

  /** What the computation counted; the matched rows in the order of the projections. */
  record Counts(long rows, List<Long> matched) {}

  /** The training set; the observation counts it while it is written. */
  Dataset<Row> observed(Observation observation) {
    return RowCounts.observe(
            rows,
            observation,
            functions.count(functions.lit(1)).as(ROWS),
            markers.stream()
                .map(marker -> functions.count(functions.col(marker)).as(marker))
                .toArray(Column[]::new))
        .select(columns.toArray(Column[]::new));
  }

  /** The counts, once the training set has been written. */
  Counts counts(Observation observation) {
    Map<String, Long> counts = RowCounts.of(observation);
    return new Counts(counts.get(ROWS), markers.stream().map(counts::get).toList());
  }
}
