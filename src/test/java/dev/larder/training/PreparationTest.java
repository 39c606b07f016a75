package dev.larder.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.larder.UserException;
import dev.larder.model.Encoding;
import dev.larder.model.Input;
import dev.larder.testing.SharedSpark;
import dev.larder.training.config.ModelConfig;
import dev.larder.training.config.ModelConfigYaml;
import dev.larder.training.evaluation.ScoredRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of columns before a model is trained on them. */
@TestInstance(Lifecycle.PER_CLASS)
class PreparationTest {
  private static final int ROWS = 2400;
  private static final String YAML = "{name: m, label: label, row_id: id, %s}";

  private final SparkSession spark = SharedSpark.session();
  private TrainingSet set;

  /**
   * One text is on a third of the rows, one on none of the train part, and the rest on one each.
   */
  @BeforeAll
  void write(@TempDir Path directory) throws IOException {
    Dataset<Row> rows =
        spark.sql(
            "SELECT id, concat('p', id % 700) AS person,"
                + " timestamp_seconds(1600000000 + id * 86400) AS event_timestamp,"
                + " cast(id % 3 = 0 OR id % 7 = 0 AS int) AS label,"
                + " if(id % 3 = 0, 'often', if(id % 50 = 1, null, if(id > 1900, 'late', 'rare' || id)))"
                + " AS town,"
                + " element_at(array('LOW', 'HIGH', 'MIDDLE'), int(id % 3 + 1)) AS grade,"
                + " if(id % 4 = 0, double('NaN'), double(id % 10)) AS amount,"
                + " if(id % 5 = 0, null, 1) AS flag, 'same' AS constant, double('NaN') AS nothing"
                + " FROM range("
                + ROWS
                + ")");
    set =
        TrainingSet.read(
            spark,
            TrainingSets.write(
                Files.createTempDirectory(directory, "set").resolve("set"),
                rows,
                "event_timestamp",
                Set.of("person"),
                Map.of()));
  }

  private static ModelConfig config(String keys) {
    return ModelConfigYaml.parse("m.yaml", YAML.formatted(keys));
  }

  private Dataset<Row> rows(ModelConfig config) {
    return Parts.of(config, set, LabelledRows.of(config, set, plan(config))).rows();
  }

  private ColumnPlan plan(ModelConfig config) {
    return ColumnPlan.of(config, set.manifest());
  }

  private Preparation fit(ModelConfig config) {
    return Preparation.fit(config, plan(config), Parts.train(rows(config)));
  }

  private Map<String, Encoding> encodings(String keys) {
    return fit(config(keys)).inputs().stream()
        .collect(Collectors.toMap(Input::name, Input::encoding));
  }

  @Test
  void treesCompareAndSumsHaveIndicators() {
    Map<String, Encoding> trees = encodings("proxy: []");
    assertThat(trees.get("amount")).isInstanceOf(Encoding.Numeric.class);
    assertThat(trees.get("grade"))
        .isEqualTo(new Encoding.Ordinal(List.of("HIGH", "LOW", "MIDDLE")));
    assertThat(trees.get("town")).isInstanceOf(Encoding.Target.class);
    Map<String, Encoding> sums = encodings("algorithm: {logistic_regression: {}}");
    assertThat(sums.get("amount")).isEqualTo(new Encoding.NumericWithIndicator(5));
    assertThat(sums.get("grade")).isEqualTo(new Encoding.OneHot(List.of("HIGH", "LOW", "MIDDLE")));
  }

  @Test
  void encodingsAreThoseThatWereAskedFor() {
    Map<String, Encoding> encodings =
        encodings("encodings: {grade: {ordinal: [LOW, MIDDLE, HIGH]}, town: frequency}");
    assertThat(encodings.get("grade"))
        .isEqualTo(new Encoding.Ordinal(List.of("LOW", "MIDDLE", "HIGH")));
    Encoding.Frequency town = (Encoding.Frequency) encodings.get("town");
    assertThat(town.categories()).containsExactly("often");
    assertThat(town.frequencies()[0]).isEqualTo(1.0 / 3, within(1e-3));
  }

  @Test
  void constantColumnsAreNoInputsAndStayFieldsOfARequest() {
    Preparation preparation = fit(config("drop: [flag]"));
    assertThat(preparation.constant()).containsExactly("constant", "nothing");
    assertThat(preparation.ignored()).containsExactly("flag", "constant", "nothing");
    assertThat(preparation.inputs())
        .extracting(Input::name)
        .containsExactly("amount", "grade", "town");
  }

  @Test
  void reasonsAreNeverProtectedNorProxies() {
    Preparation preparation =
        fit(
            config(
                "protected: [grade], proxy: [town], reasons: {amount: amount asked for},"
                    + " drop: [constant, nothing]"));
    assertThat(preparation.inputs())
        .extracting(input -> input.name() + ": " + input.reason())
        .containsExactly("amount: amount asked for", "flag: flag", "grade: null", "town: null");
  }

  /** What a text's mean would be without each row's own fold, counted by hand. */
  @Test
  void targetsOfTheTrainPartAreThoseOfOtherFolds() {
    ModelConfig config = config("drop: [amount, grade, flag, constant, nothing]");
    Preparation preparation = fit(config);
    Dataset<Row> rows = rows(config);
    List<Row> encoded =
        InputVectors.forTraining(rows, preparation, config.split().seed())
            .withColumn("fold", TextCounts.fold(config.split().seed()))
            .select("split", "fold", "label", "inputs.town", "features")
            .collectAsList();
    List<Row> train =
        encoded.stream().filter(row -> row.getString(0).equals(ScoredRows.TRAIN)).toList();
    for (Row row : encoded) {
      boolean isTrain = row.getString(0).equals(ScoredRows.TRAIN);
      List<Row> others =
          train.stream().filter(t -> !isTrain || t.getLong(1) != row.getLong(1)).toList();
      double all = others.stream().mapToDouble(t -> t.getDouble(2)).average().orElseThrow();
      String town = group(row.getString(3));
      List<Row> same = others.stream().filter(t -> group(t.getString(3)).equals(town)).toList();
      double positives = same.stream().mapToDouble(t -> t.getDouble(2)).sum();
      assertThat(row.<Vector>getAs(4).apply(0))
          .isEqualTo((positives + 10 * all) / (same.size() + 10), within(1e-12));
    }
  }

  private static String group(String town) {
    return town == null ? "missing" : town.equals("often") ? town : "rare";
  }

  @Test
  void youngLoansAndThoseBetweenThePartsAreLeftOut() {
    ModelConfig config = config("label_matures_after: 30d");
    Parts parts = Parts.of(config, set, LabelledRows.of(config, set, plan(config)));
    assertThat(parts.immature()).isEqualTo(30);
    assertThat(parts.between()).isEqualTo(60);
    List<Row> times =
        parts
            .rows()
            .groupBy("split")
            .agg(Map.of("event_timestamp", "max"))
            .orderBy("max(event_timestamp)")
            .collectAsList();
    List<Row> starts =
        parts
            .rows()
            .groupBy("split")
            .agg(Map.of("event_timestamp", "min"))
            .orderBy("min(event_timestamp)")
            .collectAsList();
    for (int i = 1; i < 3; i++) {
      assertThat(starts.get(i).getTimestamp(1).toInstant())
          .isAfter(times.get(i - 1).getTimestamp(1).toInstant().plus(config.labelMaturesAfter()));
    }
  }

  @Test
  void applicantsAreInOnePartWithAllTheirLoans() {
    ModelConfig config = config("split: {by: applicant, seed: 3}");
    Dataset<Row> rows = rows(config);
    Dataset<Row> persons = set.rows().selectExpr("id AS row_id", "person");
    Dataset<Row> joined = rows.join(persons, "row_id");
    assertThat(joined.select("person", "split").distinct().count()).isEqualTo(700);
    assertThat(joined.where("split = 'train'").count() / (double) ROWS).isBetween(0.6, 0.8);
  }

  @Test
  void aRandomSplitIsTheSameEachTime() {
    ModelConfig config = config("split: {by: random, seed: 3}");
    Dataset<Row> parts = rows(config).select("row_id", "split");
    assertThat(parts.except(rows(config).select("row_id", "split")).isEmpty()).isTrue();
    assertThat(
            parts
                .except(rows(config("split: {by: random, seed: 4}")).select("row_id", "split"))
                .isEmpty())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "encodings: {town: one_hot} | m.yaml:1:55: 'town' has more than 1000 texts; expected frequency or target.",
        "encodings: {grade: {ordinal: [LOW, HIGH]}} | 'grade' is also 'MIDDLE' in the train part, which is not in the order.",
        "encodings: {amount: target} | 'amount' is no text; expected an input of texts to encode.",
        "drop: [grade], encodings: {grade: target} | 'grade' is no input; expected an input of texts to encode.",
        "reasons: {person: who it is} | 'person' is no input, so no reason.",
        "segments: [amount] | 'amount' is double; expected {column: amount, cuts: […]}, where new groups begin.",
        "protected: [{column: grade, cuts: [1]}] | 'grade' is string; expected no cuts.",
        "proxy: [twon] | The training set has no column 'twon'. Did you mean 'town'?",
        "drop: [amount, grade, town, flag] | No column is left to learn from: each has one value in all rows of the train part.",
        "label_matures_after: 5000d | No row is old enough for its label to be known after PT120000H."
      })
  void whatDoesNotFitTheRowsIsNamed(String keys, String message) {
    assertThatThrownBy(() -> fit(config(keys)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }
}
