package dev.larder.training;

import static dev.larder.training.Trainings.assertParity;
import static dev.larder.training.Trainings.model;
import static dev.larder.training.Trainings.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedData;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class AlgorithmsTest {
  private static final int LOANS = 2000;

  private final SparkSession spark = SharedSpark.session();

  @TempDir private Path directory;

  /** Rows in another order and other files, each algorithm, with all that is random in it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "random_forest: {trees: 4, max_depth: 5, subsampling: 0.6} | encodings: {city: frequency}",
        "gradient_boosted_trees: {trees: [2, 5], max_depth: 3, subsampling: 0.6, feature_subset: 0.5} | calibration: isotonic, class_weights: balanced, split: {by: random, seed: 5}",
        "logistic_regression: {regularization: [0, 0.01]} | segments: [home], calibration: auto, threshold: {max_rejection_rate: 0.2}"
      })
  void theSameTrainingSetMakesTheSameModelWhichGivesMllibsProbabilities(
      String algorithm, String keys) throws IOException {
    String yaml =
        "{name: m, label: loan_status, row_id: loan_id, drop: [months], algorithm: {"
            + algorithm
            + "}, "
            + keys
            + "}";
    Dataset<Row> loans = TrainingSets.loans(LOANS);
    String set = TrainingSets.write(directory.resolve("set"), loans);
    String shuffled =
        TrainingSets.write(directory.resolve("shuffled"), loans.orderBy(functions.rand(3)));
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    train(yaml, set, one, false);
    assertParity(one, loans, LOANS);
    train(yaml, shuffled, two, false);
    assertThat(two.resolve("model.json")).hasSameBinaryContentAs(one.resolve("model.json"));
    assertThat(model(one).ignored()).containsExactly("months");
  }

  @Test
  void thePortableModelGivesMllibsProbabilityForTheTutorialsLoans() throws IOException {
    Dataset<Row> loans =
        spark
            .read()
            .parquet(SharedData.path("golden/credit_scoring_v3/historical.parquet").toString());
    Map<String, String> features = new HashMap<>();
    Arrays.stream(loans.columns())
        .skip(12)
        .forEach(
            name ->
                features.put(
                    name,
                    (name.matches("city|state|location_type|tax.*|population|total_wages")
                            ? "zipcode_features:"
                            : "credit_history:")
                        + name));
    String set =
        TrainingSets.write(
            directory.resolve("loans"),
            loans,
            "event_timestamp",
            Set.of("zipcode", "dob_ssn"),
            features);
    Path model = directory.resolve("loans-model");
    TrainJob.Result trained =
        train(
            Files.readString(Path.of("conf/credit_model.yaml"))
                .replaceFirst(" trees: .*", " trees: 5"),
            set,
            model,
            false);
    assertParity(model, loans, 28_638);
    assertThat(trained.metrics().get("test").auc()).isGreaterThan(0.8);
  }
}
