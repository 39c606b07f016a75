package dev.larder.training;

import dev.larder.training.config.ModelConfig.ClassWeights;
import dev.larder.training.evaluation.ScoredRows;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What a row of each label counts in training. */
final class ClassWeight {
  static final String COLUMN = "weight";

  /** Sums of multiples of it are exact, so that they do not depend on the order of the rows. */
  private static final double STEP = 1 / 1024.0;

  private ClassWeight() {}

  /** The rows with {@link #COLUMN}, as the train part among them says. */
  static Dataset<Row> of(ClassWeights weights, Dataset<Row> rows) {
    if (weights == ClassWeights.NONE) {
      return rows.withColumn(COLUMN, functions.lit(1.0));
    }
    Row counts =
        Parts.train(rows).agg(functions.count("*"), functions.sum(ScoredRows.LABEL)).first();
    double half = counts.getLong(0) / 2.0;
    double positives = counts.getDouble(1);
    Column label = rows.col(ScoredRows.LABEL);
    return rows.withColumn(
        COLUMN,
        functions
            .when(label.equalTo(1), rounded(half / positives))
            .otherwise(rounded(half / (counts.getLong(0) - positives))));
  }

  private static double rounded(double weight) {
    return Math.max(1, Math.rint(weight / STEP)) * STEP;
  }
}
