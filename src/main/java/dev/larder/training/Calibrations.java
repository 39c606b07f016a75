package dev.larder.training;

import dev.larder.model.Calibration;
import dev.larder.training.config.ModelConfig.CalibrationMethod;
import dev.larder.training.evaluation.ScoredRows;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.IsotonicRegressionModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Fits calibrations on the scores of {@link CrossFit}, and tells by the same in turn whether they
 * help: the scores of each fold are calibrated by what those of the others say.
 */
final class Calibrations {
  /** A probability of 0 or 1 that is wrong would cost infinitely much. */
  private static final double EDGE = 1e-15;

  private static final String LOG_ODDS = "log_odds";

  private final Dataset<Row> scores;

  private Calibrations(Dataset<Row> scores) {
    this.scores = scores;
  }

  /**
   * The calibration that a method asks for; empty for none.
   *
   * @param scores of {@link CrossFit}, read several times
   */
  static Optional<Calibration> fit(CalibrationMethod method, Dataset<Row> scores) {
    Calibrations calibrations = new Calibrations(scores);
    CalibrationMethod best =
        method == CalibrationMethod.AUTO
            ? Stream.of(
                    CalibrationMethod.NONE, CalibrationMethod.SIGMOID, CalibrationMethod.ISOTONIC)
                .min(Comparator.comparingDouble(calibrations::logLoss))
                .orElseThrow()
            : method;
    return fitted(best, scores);
  }

  /**
   * The scores of the validation part, those of each fold calibrated as the other folds say: none
   * by what it taught itself.
   *
   * @param fitted of {@link #fit}, of which only the kind counts
   */
  static Dataset<Row> outOfFold(Calibration fitted, Dataset<Row> scores) {
    CalibrationMethod method =
        fitted instanceof Calibration.Sigmoid
            ? CalibrationMethod.SIGMOID
            : CalibrationMethod.ISOTONIC;
    return outOfFold(method, scores).map(Parts::validation).reduce(Dataset::union).orElseThrow();
  }

  /** The scores of each fold, calibrated as those of the others say. */
  private static Stream<Dataset<Row>> outOfFold(CalibrationMethod method, Dataset<Row> scores) {
    return IntStream.range(0, CrossFit.FOLDS)
        .mapToObj(
            fold -> {
              Column held = scores.col(CrossFit.FOLD).equalTo(fold);
              return apply(fitted(method, scores.where(functions.not(held))), scores.where(held));
            });
  }

  /** The rows with calibrated probabilities. */
  static Dataset<Row> apply(Optional<Calibration> calibration, Dataset<Row> scored) {
    return calibration
        .map(
            found -> {
              UDF1<Double, Double> apply = found::apply;
              return scored.withColumn(
                  ScoredRows.PROBABILITY,
                  functions
                      .udf(apply, DataTypes.DoubleType)
                      .apply(scored.col(ScoredRows.PROBABILITY)));
            })
        .orElse(scored);
  }

  private double logLoss(CalibrationMethod method) {
    List<Row> folds =
        outOfFold(method, scores)
            .map(held -> held.agg(functions.sum(loss()), functions.count("*")).first())
            .toList();
    return folds.stream().mapToDouble(row -> row.getDouble(0)).sum()
        / folds.stream().mapToLong(row -> row.getLong(1)).sum();
  }

  private static Column loss() {
    Column inside = inside();
    return functions
        .when(functions.col(ScoredRows.LABEL).equalTo(1), functions.negative(functions.log(inside)))
        .otherwise(functions.negative(functions.log(functions.lit(1).minus(inside))));
  }

  private static Column inside() {
    return functions.least(
        functions.greatest(functions.col(ScoredRows.PROBABILITY), functions.lit(EDGE)),
        functions.lit(1 - EDGE));
  }

  private static Optional<Calibration> fitted(CalibrationMethod method, Dataset<Row> scores) {
    // MLlib adds the sums of partitions in the order in which they come: only one comes in order.
    return switch (method) {
      case SIGMOID -> sigmoid(scores.coalesce(1));
      case ISOTONIC -> Optional.of(isotonic(scores.coalesce(1)));
      default -> Optional.empty();
    };
  }

  /** Empty where the scores say nothing of the label, or the contrary. */
  private static Optional<Calibration> sigmoid(Dataset<Row> scores) {
    Column inside = inside();
    Dataset<Row> odds =
        scores.withColumn(LOG_ODDS, functions.log(inside.divide(functions.lit(1).minus(inside))));
    LogisticRegressionModel model =
        new LogisticRegression()
            .setLabelCol(ScoredRows.LABEL)
            .setFeaturesCol(InputVectors.FEATURES)
            .fit(
                new VectorAssembler()
                    .setInputCols(new String[] {LOG_ODDS})
                    .setOutputCol(InputVectors.FEATURES)
                    .transform(odds.select(LOG_ODDS, ScoredRows.LABEL)));
    double slope = model.coefficients().apply(0);
    return slope > 0
        ? Optional.of(new Calibration.Sigmoid(slope, model.intercept()))
        : Optional.empty();
  }

  private static Calibration isotonic(Dataset<Row> scores) {
    IsotonicRegressionModel model =
        new IsotonicRegression()
            .setLabelCol(ScoredRows.LABEL)
            .setFeaturesCol(ScoredRows.PROBABILITY)
            .fit(scores);
    return new Calibration.Isotonic(model.boundaries().toArray(), model.predictions().toArray());
  }
}
