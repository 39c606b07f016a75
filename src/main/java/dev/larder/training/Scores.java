package dev.larder.training;

import static org.apache.spark.ml.functions.vector_to_array;

import dev.larder.training.evaluation.ScoredRows;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What a model of MLlib's says of rows with vectors. */
final class Scores {
  private static final String VECTOR = "probability_vector";

  private Scores() {}

  /** The rows with {@link ScoredRows#PROBABILITY}, as MLlib has it. */
  static Dataset<Row> of(ProbabilisticClassificationModel<Vector, ?> model, Dataset<Row> rows) {
    ProbabilisticClassificationModel<Vector, ?> scoring =
        (ProbabilisticClassificationModel<Vector, ?>) model.copy(model.extractParamMap());
    scoring.setProbabilityCol(VECTOR);
    scoring.setRawPredictionCol("");
    scoring.setPredictionCol("");
    return scoring
        .transform(rows)
        .withColumn(
            ScoredRows.PROBABILITY, vector_to_array(functions.col(VECTOR), "float64").getItem(1))
        .drop(VECTOR);
  }
}
