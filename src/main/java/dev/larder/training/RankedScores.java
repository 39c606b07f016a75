package dev.larder.training;

import dev.larder.training.evaluation.ScoredRows;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The scores of a part, the greatest first, each once.
 *
 * @param rows how many rows have each score
 * @param positives those of the rows with label 1
 */
record RankedScores(double[] scores, long[] rows, long[] positives) {

  /** Those of rows that {@link Scores} scored. */
  static RankedScores of(Dataset<Row> scored) {
    List<Row> ranked =
        scored
            .groupBy(ScoredRows.PROBABILITY)
            .agg(functions.count("*"), functions.sum(ScoredRows.LABEL).cast("long"))
            .orderBy(functions.desc(ScoredRows.PROBABILITY))
            .collectAsList();
    return new RankedScores(
        ranked.stream().mapToDouble(row -> row.getDouble(0)).toArray(),
        ranked.stream().mapToLong(row -> row.getLong(1)).toArray(),
        ranked.stream().mapToLong(row -> row.getLong(2)).toArray());
  }

  /** The area under the ROC curve; both labels must occur. */
  double auc() {
    long positivesAbove = 0;
    long negatives = 0;
    double pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      long negativesHere = rows[i] - positives[i];
      pairs += negativesHere * (positivesAbove + positives[i] / 2.0);
      positivesAbove += positives[i];
      negatives += negativesHere;
    }
    return pairs / ((double) positivesAbove * negatives);
  }
}
