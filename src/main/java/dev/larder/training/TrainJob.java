package dev.larder.training;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.historical.OutputDirectory;
import dev.larder.model.Input;
import dev.larder.model.PortableModel;
import dev.larder.training.config.Algorithm;
import dev.larder.training.config.ModelConfig;
import dev.larder.training.evaluation.Evaluation;
import dev.larder.training.evaluation.GateResult;
import dev.larder.training.evaluation.Gates;
import dev.larder.training.evaluation.Grouping;
import dev.larder.training.evaluation.Metrics;
import dev.larder.training.evaluation.ModelCards;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Trains a classifier on a training set and publishes the model directory, if the model passes its
 * gates. The same training set and settings make the same model.
 */
public final class TrainJob {
  private final SparkSession spark;
  private final Request request;
  private final ModelConfig config;

  /**
   * What to do.
   *
   * @param trainingSet the directory that {@code get-historical-features} wrote
   * @param output the model directory to be
   * @param overwrite whether what stands in the output may be replaced
   */
  public record Request(ModelConfig config, String trainingSet, String output, boolean overwrite) {}

  /**
   * What was done.
   *
   * @param metrics by the part's name, in their order
   * @param threshold from which probability on the decision is to reject
   * @param inputs the model's inputs, in their order
   * @param dropped the columns that are no inputs
   * @param constant those that would be, had they more than one value in the train part
   * @param immature rows that were left out since their label is not known yet
   * @param between rows that were left out since they lie in the gap between two parts
   * @param candidates all that were trained, the model first
   * @param calibration its kind; none where it is not needed
   * @param gates that the model passed
   */
  public record Result(
      Map<String, Metrics> metrics,
      double threshold,
      List<String> inputs,
      List<String> dropped,
      List<String> constant,
      long immature,
      long between,
      List<TrainedCandidate> candidates,
      String calibration,
      List<GateResult> gates) {}

  /**
   * A candidate.
   *
   * @param auc on the validation part, before calibration
   */
  public record TrainedCandidate(Algorithm algorithm, double auc) {}

  public TrainJob(SparkSession spark, Request request) {
    this.spark = spark;
    this.request = request;
    this.config = request.config();
  }

  /**
   * Trains, evaluates and publishes.
   *
   * @throws UserException where the training set or the output is not as the request needs, or the
   *     model fails a gate
   */
  public Result run() {
    OutputDirectory output =
        new OutputDirectory(spark, request.output(), request.overwrite(), PortableModel.FILE_NAME);
    TrainingSet set = TrainingSet.read(spark, request.trainingSet());
    ColumnPlan plan = ColumnPlan.of(config, set.manifest());
    Dataset<Row> rows = LabelledRows.of(config, set, plan).cache();
    Checkpoints checkpoints = Checkpoints.in(spark, output.scratch());
    try {
      LabelledRows.check(config, set, rows);
      return run(output, set, plan, Parts.of(config, set, rows));
    } finally {
      checkpoints.remove();
      rows.unpersist();
    }
  }

  private Result run(OutputDirectory output, TrainingSet set, ColumnPlan plan, Parts parts) {
    Preparation preparation = Preparation.fit(config, plan, Parts.train(parts.rows()));
    Trained trained = Trained.of(config, parts, preparation);
    Dataset<Row> scored = scored(parts, preparation, trained).cache();
    try {
      double threshold =
          Thresholds.find(config.threshold(), RankedScores.of(Parts.validation(scored)));
      PortableModel model = ModelExport.of(config, set, parts, preparation, trained, threshold);
      Map<String, Double> gains = Gains.of(trained.best().model(), model.inputs());
      Evaluation evaluation = Evaluation.of(scored, model, gains, groupings());
      List<GateResult> gates =
          Gates.check(config.quality(), evaluation, trained.calibrationError());
      requirePassed(gates);
      new ModelDirectory(
              model,
              evaluation.metrics(),
              ModelCards.of(
                  config.intendedUse(),
                  config.label().name(),
                  plan.dropped(),
                  set.manifest(),
                  model,
                  evaluation,
                  gates),
              scored,
              (MLWritable) trained.best().model())
          .write(output);
      return result(plan, parts, preparation, trained, model, evaluation, gates);
    } finally {
      scored.unpersist();
    }
  }

  /** All rows with the probabilities that the model gives them. */
  private static Dataset<Row> scored(Parts parts, Preparation preparation, Trained trained) {
    Dataset<Row> vectors = InputVectors.of(parts.rows(), preparation.inputs());
    return Calibrations.apply(trained.calibration(), Scores.of(trained.best().model(), vectors));
  }

  private List<Grouping> groupings() {
    Set<String> known = new HashSet<>();
    return Stream.concat(
            config.protectedColumns().stream()
                .map(c -> new Grouping(c.column().name(), c.cuts(), true)),
            config.segments().stream().map(c -> new Grouping(c.column().name(), c.cuts(), false)))
        .filter(grouping -> known.add(grouping.column()))
        .toList();
  }

  private void requirePassed(List<GateResult> gates) {
    List<Problem> failed =
        gates.stream()
            .filter(gate -> !gate.passed())
            .map(gate -> new Problem("model " + config.name(), gate.toString()))
            .toList();
    if (!failed.isEmpty()) {
      throw new UserException(failed);
    }
  }

  private static Result result(
      ColumnPlan plan,
      Parts parts,
      Preparation preparation,
      Trained trained,
      PortableModel model,
      Evaluation evaluation,
      List<GateResult> gates) {
    return new Result(
        evaluation.metrics(),
        model.threshold(),
        model.inputs().stream().map(Input::name).toList(),
        plan.dropped(),
        preparation.constant(),
        parts.immature(),
        parts.between(),
        trained.candidates().stream()
            .map(c -> new TrainedCandidate(c.algorithm(), c.auc()))
            .toList(),
        trained.calibrationName(),
        gates);
  }
}
