package dev.larder.training;

import static org.apache.spark.ml.functions.vector_to_array;

import dev.larder.LarderVersion;
import dev.larder.UserException;
import dev.larder.historical.OutputDirectory;
import dev.larder.model.Input;
import dev.larder.model.PortableModel;
import dev.larder.model.TreeEnsemble;
import dev.larder.training.Algorithm.DecisionTree;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Trains a decision tree on a training set and writes the model directory. The same training set
 * and settings make the same model.
 */
public final class TrainJob {
  private static final long SEED = 42;
  private static final String FEATURES = "features";

  private final SparkSession spark;
  private final Request request;

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
   * @param metrics by the split's name, in the order of time
   * @param threshold from which probability on the decision is to reject
   * @param inputs the model's inputs, in their order
   * @param dropped the columns that are no inputs
   * @param leaves how many answers the tree has
   */
  public record Result(
      Map<String, Metrics> metrics,
      double threshold,
      List<String> inputs,
      List<String> dropped,
      int leaves) {}

  public TrainJob(SparkSession spark, Request request) {
    this.spark = spark;
    this.request = request;
  }

  /**
   * Trains, evaluates and writes.
   *
   * @throws UserException where the training set or the output is not as the request needs
   */
  public Result run() {
    OutputDirectory output =
        new OutputDirectory(spark, request.output(), request.overwrite(), PortableModel.FILE_NAME);
    TrainingSet set = TrainingSet.read(spark, request.trainingSet());
    ColumnPlan plan = ColumnPlan.of(request.config(), set.manifest());
    Dataset<Row> rows = LabelledRows.of(request.config(), set, plan.inputNames()).cache();
    try {
      LabelledRows.check(request.config(), set, rows);
      return run(output, set, plan, rows);
    } finally {
      rows.unpersist();
    }
  }

  private Result run(OutputDirectory output, TrainingSet set, ColumnPlan plan, Dataset<Row> rows) {
    TimeSplit split = TimeSplit.of(rows, request.config().split());
    Dataset<Row> placed = rows.withColumn(TimeSplit.COLUMN, split.name());
    TimeSplit.requireBothLabels(placed, set);
    List<Input> inputs = InputEncoding.fit(plan, train(placed));
    Dataset<Row> encoded = placed.withColumn(FEATURES, InputEncoding.vector(inputs));
    DecisionTreeClassificationModel tree = fit(train(encoded));
    Dataset<Row> predictions = predictions(tree, encoded);
    Map<String, List<ScoreCount>> scores = ScoreCount.bySplit(predictions);
    double threshold = threshold(scores);
    TreeEnsemble predictor = (TreeEnsemble) PredictorExport.of(tree, new double[0]);
    PortableModel model = model(set, split, inputs, predictor, threshold);
    Map<String, Metrics> metrics = new LinkedHashMap<>();
    scores.forEach((name, counts) -> metrics.put(name, Metrics.of(counts, threshold)));
    ModelDirectory.write(output, model, metrics, predictions);
    return new Result(
        Collections.unmodifiableMap(metrics),
        threshold,
        plan.inputNames(),
        plan.dropped(),
        predictor.leaves());
  }

  private double threshold(Map<String, List<ScoreCount>> scores) {
    return request.config().threshold() instanceof ThresholdPolicy.Fixed fixed
        ? fixed.threshold()
        : Metrics.bestF1Threshold(scores.get(TimeSplit.VALIDATION));
  }

  private DecisionTreeClassificationModel fit(Dataset<Row> rows) {
    DecisionTree settings = (DecisionTree) request.config().candidates().get(0);
    return new DecisionTreeClassifier()
        .setLabelCol(LabelledRows.LABEL)
        .setFeaturesCol(FEATURES)
        .setMaxDepth(settings.maxDepth())
        .setMinInstancesPerNode(settings.minInstances())
        .setMaxBins(settings.maxBins())
        .setSeed(SEED)
        .fit(rows);
  }

  private static Dataset<Row> train(Dataset<Row> rows) {
    return rows.where(rows.col(TimeSplit.COLUMN).equalTo(TimeSplit.TRAIN));
  }

  private static Dataset<Row> predictions(DecisionTreeClassificationModel tree, Dataset<Row> rows) {
    return tree.transform(rows)
        .select(
            functions.col(LabelledRows.ROW_ID),
            functions.col(LabelledRows.EVENT_TIMESTAMP),
            functions.col(TimeSplit.COLUMN),
            functions.col(LabelledRows.LABEL).cast("int").as(LabelledRows.LABEL),
            vector_to_array(functions.col(tree.getProbabilityCol()), "float64")
                .getItem(1)
                .as(ScoreCount.PROBABILITY));
  }

  private PortableModel model(
      TrainingSet set,
      TimeSplit split,
      List<Input> inputs,
      TreeEnsemble predictor,
      double threshold) {
    ModelConfig config = request.config();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("label", config.label().name());
    metadata.put("algorithm", "decision_tree");
    metadata.put("training_set_rows", Long.toString(set.manifest().rows()));
    metadata.put("train_end", split.trainEnd().toString());
    metadata.put("validation_end", split.validationEnd().toString());
    metadata.put("registry_version", set.manifest().registryVersion());
    metadata.put("larder_version", LarderVersion.current());
    metadata.put("spark_version", spark.version());
    return new PortableModel(
        PortableModel.FORMAT_VERSION,
        config.name(),
        set.manifest().request().featureService(),
        inputs,
        List.of(),
        predictor,
        null,
        threshold,
        metadata);
  }
}
