package dev.larder.training;

import dev.larder.model.Calibration;
import dev.larder.training.Search.Candidate;
import dev.larder.training.config.ModelConfig;
import dev.larder.training.config.ModelConfig.CalibrationMethod;
import dev.larder.training.evaluation.Evaluation;
import dev.larder.training.evaluation.ScoredRows;
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
 * @param calibrationError on the validation part, where each fold is calibrated as the others say;
 *     empty where there is no calibration, and where no gate asks
 * @param means of the columns of the train part's vectors
 */
record Trained(
    List<Candidate> candidates,
    Optional<Calibration> calibration,
    Optional<Double> calibrationError,
    double[] means) {

  /** A calibration with its error. */
  private record Calibrated(Optional<Calibration> calibration, Optional<Double> error) {
    static final Calibrated NONE = new Calibrated(Optional.empty(), Optional.empty());
  }

  /** Trains all candidates, and calibrates the best. */
  static Trained of(ModelConfig config, Parts parts, Preparation preparation) {
    long seed = config.split().seed();
    Dataset<Row> encoded =
        ClassWeight.of(
                config.classWeights(), InputVectors.forTraining(parts.rows(), preparation, seed))
            .cache();
    try {
      List<Candidate> candidates = new Search(encoded, seed).run(config.candidates());
      Calibrated calibrated = calibrated(config, candidates.get(0), encoded, seed);
      return new Trained(candidates, calibrated.calibration(), calibrated.error(), means(encoded));
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

  private static Calibrated calibrated(
      ModelConfig config, Candidate best, Dataset<Row> rows, long seed) {
    if (config.calibration() == CalibrationMethod.NONE) {
      return Calibrated.NONE;
    }
    Dataset<Row> scores = CrossFit.scores(best, rows, seed).cache();
    try {
      Optional<Calibration> calibration = Calibrations.fit(config.calibration(), scores);
      return new Calibrated(
          calibration,
          calibration
              .filter(fitted -> config.quality().maxCalibrationError().isPresent())
              .map(
                  fitted ->
                      Evaluation.calibrationError(
                          Calibrations.outOfFold(fitted, scores), ScoredRows.VALIDATION)));
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
