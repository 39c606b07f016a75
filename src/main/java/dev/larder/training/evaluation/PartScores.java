package dev.larder.training.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the scores of one part say.
 *
 * @param first the least event time
 * @param last the greatest
 */
record PartScores(Instant first, Instant last, ScoreScan scan) {
  private static final String ROWS = "rows";
  private static final String POSITIVES = "positives";

  /**
   * Those of all parts that have rows, in the order of {@link ScoredRows#PARTS}. Spark counts and
   * sorts the distinct scores; only one of its partitions at a time is here.
   */
  static Map<String, PartScores> of(Dataset<Row> rows, double threshold) {
    Map<String, PartScores> parts = totals(rows, threshold);
    Iterator<Row> scores =
        rows.groupBy(ScoredRows.SPLIT, ScoredRows.PROBABILITY)
            .agg(count(lit(1)).as(ROWS), sum(col(ScoredRows.LABEL).cast("bigint")).as(POSITIVES))
            .orderBy(col(ScoredRows.SPLIT), col(ScoredRows.PROBABILITY).desc())
            .toLocalIterator();
    while (scores.hasNext()) {
      Row score = scores.next();
      parts
          .get(score.getString(0))
          .scan()
          .add(score.getDouble(1), score.getLong(2), score.getLong(3));
    }
    return parts;
  }

  private static Map<String, PartScores> totals(Dataset<Row> rows, double threshold) {
    Map<String, PartScores> found = new LinkedHashMap<>();
    rows.groupBy(ScoredRows.SPLIT)
        .agg(
            count(lit(1)),
            sum(col(ScoredRows.LABEL).cast("bigint")),
            min(ScoredRows.EVENT_TIMESTAMP),
            max(ScoredRows.EVENT_TIMESTAMP))
        .collectAsList()
        .forEach(
            row ->
                found.put(
                    row.getString(0),
                    new PartScores(
                        row.getTimestamp(3).toInstant(),
                        row.getTimestamp(4).toInstant(),
                        new ScoreScan(row.getLong(1), row.getLong(2), threshold))));
    Map<String, PartScores> ordered = new LinkedHashMap<>();
    ScoredRows.PARTS.stream()
        .filter(found::containsKey)
        .forEach(part -> ordered.put(part, found.get(part)));
    return ordered;
  }
}
