package dev.larder.training;

import dev.larder.training.Search.Candidate;
import dev.larder.training.evaluation.ScoredRows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Scores rows by models that did not learn from them: the validation part by the model itself, each
 * fold of the train part by one of the same kind that learned from the other folds.
 */
final class CrossFit {
  static final String FOLD = "fold";
  static final int FOLDS = 3;

  private CrossFit() {}

  /** The probabilities, labels and times of the train and validation part, with the folds. */
  static Dataset<Row> scores(Candidate candidate, Dataset<Row> rows, long seed) {
    // Other folds than those of the encodings, by another seed.
    Column fold = HashSplit.bucket(rows.col(ScoredRows.ROW_ID), seed + 1, FOLDS);
    Dataset<Row> folded = rows.withColumn(FOLD, fold);
    Dataset<Row> train = Parts.train(folded);
    List<Dataset<Row>> scores =
        new ArrayList<>(
            SideBySide.run(
                IntStream.range(0, FOLDS).boxed().toList(),
                held -> {
                  Column isHeld = train.col(FOLD).equalTo(held);
                  return scores(
                      Classifiers.fit(
                          candidate.algorithm(), train.where(functions.not(isHeld)), seed),
                      train.where(isHeld));
                }));
    scores.add(scores(candidate.model(), Parts.validation(folded)));
    return scores.stream().reduce(Dataset::union).orElseThrow();
  }

  private static Dataset<Row> scores(
      ProbabilisticClassificationModel<Vector, ?> model, Dataset<Row> rows) {
    return Scores.of(model, rows)
        .select(
            ScoredRows.PROBABILITY,
            ScoredRows.LABEL,
            ScoredRows.EVENT_TIMESTAMP,
            ScoredRows.SPLIT,
            FOLD);
  }
}
