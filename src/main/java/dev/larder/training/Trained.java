package dev.larder.training;

import dev.larder.model.Calibration;
import dev.larder.training.Search.Candidate;
import dev.larder.training.config.ModelConfig;
import dev.larder.training.config.ModelConfig.CalibrationMethod;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What was trained.
 *
 * @param candidates the best first
 * @param calibration of the best one's probabilities; empty where they need none
 * @param means of the columns of the train part's vectors
 */
record Trained(List<Candidate> candidates, Optional<Calibration> calibration, double[] means) {

  /** Trains all candidates, and calibrates the best. */
  static Trained of(ModelConfig config, Parts parts, Preparation preparation) {
    long seed = config.split().seed();
    Dataset<Row> encoded =
        ClassWeight.of(
                config.classWeights(), InputVectors.forTraining(parts.rows(), preparation, seed))
            .cache();
    try {
      List<Candidate> candidates = new Search(encoded, seed).run(config.candidates());
      return new Trained(
          candidates,
          calibration(config.calibration(), candidates.get(0), encoded, seed),
          means(encoded));
    } finally {
      encoded.unpersist();
    }
  }

  /** The one that becomes the model. */
  Candidate best() {
    return candidates.get(0);
  }

  /** What the calibration is called. */
  String calibrationName() {
    return calibration
        .map(found -> found.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .orElse("none");
  }

  private static Optional<Calibration> calibration(
      CalibrationMethod method, Candidate best, Dataset<Row> rows, long seed) {
    if (method == CalibrationMethod.NONE) {
      return Optional.empty();
    }
    Dataset<Row> scores = CrossFit.scores(best, rows, seed).cache();
    try {
      return Calibrations.fit(method, scores);
    } finally {
      scores.unpersist();
    }
  }

  private static double[] means(Dataset<Row> rows) {
    Dataset<Row> inOrder = Parts.train(rows).coalesce(1);
    return inOrder
        .select(Summarizer.mean(inOrder.col(InputVectors.FEATURES)))
        .first()
        .<Vector>getAs(0)
        .toArray();
  }
}
