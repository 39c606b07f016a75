package dev.larder.training;

import static dev.larder.training.Trainings.assertParity;
import static dev.larder.training.Trainings.model;
import static dev.larder.training.Trainings.predictions;
import static dev.larder.training.Trainings.train;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException;
import dev.larder.model.Encoding.Target;
import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Option;

@TestInstance(Lifecycle.PER_CLASS)
class TrainJobTest {
  private static final int LOANS = 2000;
  private static final String YAML =
      """
      name: credit_model
      feature_service: credit_model
      label: loan_status
      row_id: loan_id
      algorithm: {decision_tree: {max_depth: 10, min_instances: 5, max_bins: 64}}
      split: {train: 0.6, validation: 0.2, test: 0.2}
      """;

  private final SparkSession spark = SharedSpark.session();

  private Path directory;
  private String trainingSet;
  private Path output;
  private TrainJob.Result result;

  @BeforeAll
  void trainAModel(@TempDir Path temporary) throws IOException {
    directory = temporary;
    trainingSet = TrainingSets.write(directory.resolve("set"), TrainingSets.loans(LOANS));
    output = directory.resolve("model");
    result = train(YAML, trainingSet, output, false);
  }

  @Test
  void thePortableModelGivesMllibsProbabilityForEveryRow() throws IOException {
    assertParity(output, spark.read().parquet(trainingSet), LOANS);
  }

  @Test
  void theSessionsOwnCheckpointsGoWhereTheyWentBefore() {
    String before = directory.resolve("checkpoints").toString();
    spark.sparkContext().setCheckpointDir(before);
    train(YAML, trainingSet, directory.resolve("with-checkpoints"), false);
    assertThat(spark.sparkContext().getCheckpointDir().get()).contains(before);
    spark.sparkContext().checkpointDir_$eq(Option.empty());
  }

  @Test
  void inputsAreSortedAndKnowWhereTheyComeFrom() throws IOException {
    assertThat(model(output).inputs())
        .extracting(Input::name, Input::reference, Input::type)
        .containsExactly(
            tuple("amount", null, InputType.DOUBLE),
            tuple("city", "zipcode_features:city", InputType.STRING),
            tuple("employed", null, InputType.BOOL),
            tuple("hard_pulls", "credit_history:hard_pulls", InputType.INT64),
            tuple("home", null, InputType.STRING),
            tuple("months", null, InputType.INT32),
            tuple("price", null, InputType.DOUBLE),
            tuple("rate", null, InputType.FLOAT),
            tuple("score", "credit_history:score", InputType.FLOAT));
    assertThat(result.dropped())
        .containsExactly("loan_id", "dob_ssn", "event_timestamp", "created_timestamp");
  }

  @Test
  void categoriesAreThoseOfTheTrainSplit() throws IOException {
    List<String> cities = ((Target) model(output).inputs().get(1).encoding()).categories();
    assertThat(cities).hasSize(60).allMatch(city -> city.startsWith("c"));
  }

  @Test
  void splitsFollowEachOtherInTime() throws IOException {
    List<Row> splits =
        predictions(output)
            .groupBy("split")
            .agg(
                functions.min("event_timestamp"),
                functions.max("event_timestamp"),
                functions.count("*"))
            .orderBy(functions.min("event_timestamp"))
            .collectAsList();
    assertThat(splits)
        .extracting(row -> row.getString(0) + " " + row.getLong(3))
        .containsExactly("train 1200", "validation 400", "test 400");
    assertThat(splits.get(0).getTimestamp(2)).isBefore(splits.get(1).getTimestamp(1));
    assertThat(splits.get(1).getTimestamp(2)).isBefore(splits.get(2).getTimestamp(1));
  }

  @Test
  void metricsAreThoseOfThePredictions() throws IOException {
    Dataset<Row> test = predictions(output).where("split = 'test'");
    double threshold = model(output).threshold();
    JsonNode metrics =
        new ObjectMapper().readTree(output.resolve("metrics.json").toFile()).get("test");
    Dataset<Row> rejected = test.where(functions.col("probability").geq(threshold));
    long hits = rejected.where("label = 1").count();
    assertThat(metrics.get("rows").asLong()).isEqualTo(400);
    assertThat(metrics.get("positives").asLong()).isEqualTo(test.where("label = 1").count());
    assertThat(metrics.get("precision").asDouble()).isEqualTo((double) hits / rejected.count());
    assertThat(metrics.get("auc").asDouble())
        .isEqualTo(
            new BinaryClassificationEvaluator()
                .setRawPredictionCol("probability")
                .setNumBins(0)
                .evaluate(test.withColumn("label", functions.col("label").cast("double"))),
            within(1e-12))
        .isGreaterThan(0.55);
    assertThat(metrics.has("average_precision")).isTrue();
  }

  @Test
  void theModelFileSaysWhatItWasMadeFrom() throws IOException {
    assertThat(model(output).metadata())
        .containsEntry("algorithm", "decision_tree")
        .containsEntry("max_depth", "10")
        .containsEntry("training_set_hash", "0")
        .containsEntry("layout", "local, partitions: 1")
        .containsEntry("split_by", "time")
        .containsKeys("train_end", "seed", "spark_version");
  }

  @Test
  void mllibsOwnModelLiesBesideIt() {
    DecisionTreeClassificationModel tree =
        DecisionTreeClassificationModel.load(output.resolve("mllib").toString());
    assertThat(tree.numFeatures()).isEqualTo(9);
    assertThat(result.candidates()).hasSize(1);
  }

  @Test
  void aModelThatFailsGatesIsNotPublished() {
    Path none = directory.resolve("none");
    String gates = "quality: {min_auc: 0.99, min_label_share: 0.9, min_ks: 0.1}";
    assertThatThrownBy(() -> train(YAML + gates, trainingSet, none, false))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("model credit_model: The gate min_auc failed: found 0.")
        .hasMessageContaining("model credit_model: The gate min_label_share failed: found 0.")
        .hasMessageNotContaining("min_ks");
    assertThat(none).doesNotExist();
  }

  @Test
  void whatStandsInTheOutputIsReplacedOnlyWhenAskedTo() throws IOException {
    String fixed = YAML + "threshold: 0.4\nintended_use: Nothing but <a test>.\n";
    Path standing = Files.createDirectories(directory.resolve("standing"));
    Files.writeString(standing.resolve("model.json"), "{}");
    Files.writeString(standing.resolve("old.txt"), "old");
    assertThatThrownBy(() -> train(YAML, trainingSet, standing, false))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not empty; --overwrite replaces what is in it.");
    assertThat(train(fixed, trainingSet, standing, true).threshold()).isEqualTo(0.4);
    try (Stream<Path> files = Files.list(standing)) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(f -> !f.endsWith(".crc")))
          .containsExactlyInAnyOrder(
              "model.json", "metrics.json", "model_card.html", "predictions.parquet", "mllib");
    }
    assertThat(Files.readString(standing.resolve("model_card.html")))
        .contains("Nothing but &lt;a test&gt;.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "label: loan_status | label: loan_stats | model.yaml:3:8: The training set has no column 'loan_stats'. Did you mean 'loan_status'?",
        "label: loan_status | label: home | model.yaml:3:8: The label 'home' is string; expected numbers that are 0 or 1.",
        "label: loan_status | label: months | model.yaml:3:8: The label 'months' is neither 0 nor 1 in",
        "row_id: loan_id | row_id: loan_no | model.yaml:4:9: The training set has no column 'loan_no'. Did you mean 'loan_id'?",
        "row_id: loan_id | drop: [loan_id, cityy] | model.yaml:4:17: The training set has no column 'cityy'. Did you mean 'city'?",
        "feature_service: credit_model | feature_service: other | model.yaml:2:18: The model wants the feature service 'other'; the training set was made for 'credit_model'.",
      })
  void whatDoesNotFitTheTrainingSetIsNamed(String from, String to, String message) {
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> train(YAML.replace(from, to), trainingSet, none, false))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(message);
    assertThat(none).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "loan_status = 1 | The label 'loan_status' is the same in all rows; expected both 0 and 1.",
        "loan_id < 0 | The training set is empty: it has no rows.",
        "loan_status = 0 or loan_id >= 4500 | All rows of the part 'train' have the same label"
      })
  void rowsThatCannotBeLearnedFromAreRefused(String condition, String message) throws IOException {
    Path set = Files.createTempDirectory(directory, "odd").resolve("set");
    String odd = TrainingSets.write(set, TrainingSets.loans(4000).where(condition));
    assertThatThrownBy(() -> train(YAML, odd, directory.resolve("odd-model"), false))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "if(loan_id < 1003, null, event_timestamp) | Column 'event_timestamp' is null in 3 rows, which no split by time can place.",
        "timestamp '2021-01-01' | The split leaves no rows for the part 'validation'."
      })
  void timesThatCannotBeSplitAreRefused(String time, String message) throws IOException {
    Path set = Files.createTempDirectory(directory, "times").resolve("set");
    String odd =
        TrainingSets.write(
            set, TrainingSets.loans(200).withColumn("event_timestamp", functions.expr(time)));
    assertThatThrownBy(() -> train(YAML, odd, directory.resolve("times-model"), false))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aColumnThatATreeCannotTakeIsRefusedByName() throws IOException {
    Path set = directory.resolve("lists");
    TrainingSets.write(
        set, TrainingSets.loans(50).withColumn("tags", functions.array(functions.lit(1))));
    assertThatThrownBy(() -> train(YAML, set.toString(), directory.resolve("x"), false))
        .hasMessage(
            "column tags: Its type is array<int>; a tree takes numbers, booleans and texts."
                + " Under 'drop' it is left out.");
  }

  @Test
  void aLabelThatIsNullEverywhereIsRefused() throws IOException {
    Path set = directory.resolve("unlabelled");
    Dataset<Row> loans = TrainingSets.loans(50);
    TrainingSets.write(set, loans.withColumn("loan_status", functions.lit(null).cast("bigint")));
    assertThatThrownBy(() -> train(YAML, set.toString(), directory.resolve("x"), false))
        .hasMessage(
            "model.yaml:3:8: The label 'loan_status' is neither 0 nor 1 in 50 rows, such as null.");
  }

  @Test
  @Tag("slow")
  void ofAHundredThousandTextsTheMostFrequentAreKnown() throws IOException {
    Dataset<Row> loans =
        spark
            .range(0, 160_000, 1, 4)
            .selectExpr(
                "id loan_id",
                "timestamp_seconds(1600000000 + id) event_timestamp",
                "concat('t', if(id < 60000, id % 12000, id)) town",
                "cast(null as string) nothing",
                "7 same",
                "id * 37 % 10 rate",
                "int(id * 37 % 10 > 6) loan_status");
    Path set = directory.resolve("texts");
    TrainingSets.write(set, loans, "event_timestamp", Set.of(), Map.of());
    Path many = directory.resolve("many");
    TrainJob.Result trained =
        train(
            "{name: m, label: loan_status, row_id: loan_id, algorithm: {decision_tree: {max_depth: 3}}}",
            set.toString(),
            many,
            false);
    assertThat(trained.constant()).containsExactlyInAnyOrder("nothing", "same");
    assertThat(trained.metrics().get("test").auc()).isEqualTo(1.0);
    PortableModel model = model(many);
    assertThat(model.inputs()).extracting(Input::name).containsExactly("rate", "town");
    assertThat(((Target) model.inputs().get(1).encoding()).categories())
        .hasSize(TextCounts.MOST_TEXTS);
    assertThat(model.probability(Map.of("rate", 9L, "town", "nowhere"))).isEqualTo(1.0);
  }

  @Test
  void aDirectoryThatIsNoTrainingSetIsRefused() {
    assertThatThrownBy(() -> train(YAML, directory.toString(), directory.resolve("y"), false))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("This is no training set: it has no file _training_set.json.");
  }
}
