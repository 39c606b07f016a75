package dev.larder.training;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.cli.Larder;
import dev.larder.cli.demo.DemoData;
import dev.larder.historical.TrainingSetManifest;
import dev.larder.historical.TrainingSetManifest.Role;
import dev.larder.model.Calibration;
import dev.larder.model.Encoding;
import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import dev.larder.registry.FeatureRepository;
import dev.larder.serving.http.FeatureServer;
import dev.larder.serving.http.ServerLimits;
import dev.larder.testing.SharedData;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import dev.larder.training.evaluation.ScoredRows;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the model saw in training is what it sees at the decision: every loan of the test part is
 * decided over HTTP as of one moment, from features that were materialized up to it, and gets the
 * probability that MLlib gives for its historical row of that moment.
 */
class NoSkewTest {
  private static final String MOMENT = "2021-07-15T06:30:00.123456Z";
  private static final String LATER = "2021-07-15T06:30:00.123457Z";
  private static final int ROWS_AT_ONCE = 1000;
  private static final Set<String> TABLES =
      Set.of("loan_table.parquet", "zipcode_table.parquet", "credit_history.parquet");

  private final SparkSession spark = SharedSpark.session();

  // Spark may still read its files there.
  @TempDir(cleanup = CleanupMode.NEVER)
  private Path directory;

  @Test
  void everyLoanGetsMllibsProbabilityOfItsHistoricalRow() throws Exception {
    prepareRepository();
    larder("apply");
    larder("materialize", "2016-01-01T00:00:00", LATER);
    Dataset<Row> loans = loans();
    loans.write().parquet(path("loans"));
    larder(
        "get-historical-features",
        "--entity-df",
        path("loans"),
        "--feature-service",
        "credit_model",
        "--output",
        path("set"));
    TrainingSet set = TrainingSet.read(spark, path("set"));
    TrainingSetManifest.Column[] columns =
        set.manifest().columns().stream()
            .filter(c -> c.role() != Role.JOIN_KEY && c.role() != Role.EVENT_TIMESTAMP)
            .filter(c -> !Set.of("loan_id", "loan_status").contains(c.name()))
            .toArray(TrainingSetManifest.Column[]::new);
    Dataset<Row> train = set.rows().where(col("event_timestamp").notEqual(lit(MOMENT)));
    List<Input> inputs = Stream.of(columns).map(column -> input(column, train)).toList();
    GBTClassificationModel mllib =
        new GBTClassifier()
            .setMaxIter(10)
            .setMaxDepth(4)
            .setLabelCol("loan_status")
            .fit(encoded(train, inputs));
    PortableModel model = model(mllib, inputs);
    List<Row> rows =
        mllib
            .transform(encoded(set.rows(), inputs))
            .where(col("event_timestamp").equalTo(lit(MOMENT)))
            .select(
                to_json(struct(requestColumns(inputs)), Map.of("ignoreNullFields", "false")),
                vector_to_array(col("probability"), "float64").getItem(1))
            .collectAsList();
    assertThat(rows).hasSizeGreaterThan(500);

    List<JsonNode> decisions = decide(model, rows);

    for (int i = 0; i < rows.size(); i++) {
      assertThat(decisions.get(i).get("probability").asDouble())
          .as(rows.get(i).getString(0))
          .isEqualTo(model.calibration().apply(rows.get(i).getDouble(1)), within(1e-12));
    }
    assertThat(decisions.stream().map(d -> d.get("missing").size()).distinct())
        .as("some have all features, and some lack those of a view")
        .contains(0, 9);
    assertThat(decisions.stream().map(d -> d.get("reasons").size())).contains(0, 4);
  }

  private void prepareRepository() throws IOException {
    SharedRedisCluster.flush();
    Files.copy(Path.of("conf/features.yaml"), directory.resolve("features.yaml"));
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: no_skew
        provider: local
        registry: registry.db
        online_store: {type: redis, redis_type: redis_cluster, connection_string: "%s"}
        offline_store: {type: file}
        entity_key_serialization_version: 3
        larder: {read_deadline: 30s}
        """
            .formatted(SharedRedisCluster.connectionString()));
    Path golden = Path.of("..", "shared", "data");
    if (Files.exists(golden)) {
      Files.createDirectories(directory.resolve("data"));
      for (String table : TABLES) {
        Files.createSymbolicLink(
            directory.resolve("data").resolve(table), SharedData.path("data/" + table));
      }
    } else {
      DemoData.write(spark, directory.resolve("data"));
    }
  }

  /**
   * The last 15 % of the loans as if all were asked for at one moment, and a tenth of the others as
   * they were, to learn from.
   */
  private Dataset<Row> loans() {
    Dataset<Row> loans =
        spark.read().parquet(path("data/loan_table.parquet")).drop("created_timestamp");
    double[] ends =
        loans
            .selectExpr("unix_micros(event_timestamp) AS micros")
            .stat()
            .approxQuantile("micros", new double[] {0.85}, 0);
    Column isTest = loans.col("event_timestamp").gt(micros((long) ends[0]));
    return loans
        .where(isTest.or(loans.col("loan_id").mod(10).equalTo(0)))
        .withColumn(
            "event_timestamp",
            when(isTest, lit(MOMENT).cast("timestamp")).otherwise(loans.col("event_timestamp")));
  }

  private static Instant micros(long sinceEpoch) {
    return Instant.EPOCH.plus(sinceEpoch, ChronoUnit.MICROS);
  }

  private static Input input(TrainingSetManifest.Column column, Dataset<Row> train) {
    InputType type =
        switch (column.type()) {
          case "bigint" -> InputType.INT64;
          case "int" -> InputType.INT32;
          case "double" -> InputType.DOUBLE;
          case "string" -> InputType.STRING;
          default -> throw new AssertionError(column);
        };
    Encoding encoding = new Encoding.Numeric(Encoding.Numeric.BELOW_ALL);
    if (type == InputType.STRING) {
      List<String> texts = train.select(array_sort(collect_set(column.name()))).head().getList(0);
      double[] means = new double[texts.size()];
      for (int i = 0; i < means.length; i++) {
        means[i] = 1.0 / (i + 2);
      }
      encoding =
          column.name().equals("city")
              ? new Encoding.Target(texts, means, 0, -1)
              : new Encoding.Ordinal(texts);
    }
    return new Input(column.name(), column.reference(), type, encoding, "The " + column.name());
  }

  private static Dataset<Row> encoded(Dataset<Row> rows, List<Input> inputs) {
    return InputVectors.of(
        rows.withColumn(ScoredRows.INPUTS, struct(columns(inputs.stream()))), inputs);
  }

  private static Column[] requestColumns(List<Input> inputs) {
    return Stream.concat(
            Stream.of(col("zipcode"), col("dob_ssn")),
            Stream.of(columns(inputs.stream().filter(input -> !input.isFeature()))))
        .toArray(Column[]::new);
  }

  private static Column[] columns(Stream<Input> inputs) {
    return inputs.map(input -> col(input.name())).toArray(Column[]::new);
  }

  private static PortableModel model(GBTClassificationModel mllib, List<Input> inputs) {
    PortableModel model =
        new PortableModel(
            PortableModel.FORMAT_VERSION,
            "no_skew",
            "credit_model",
            inputs,
            List.of(),
            PredictorExport.of(mllib, new double[0]),
            new Calibration.Sigmoid(1.1, 0.05),
            0.3,
            Map.of());
    return PortableModel.parse("model.json", model.toJson());
  }

  private List<JsonNode> decide(PortableModel model, List<Row> rows) throws Exception {
    FeatureRepository repository = FeatureRepository.open(directory.toString(), null);
    List<JsonNode> decisions = new ArrayList<>();
    HttpClient client = HttpClient.newHttpClient();
    try (FeatureServer server =
        FeatureServer.start(
            repository.config(),
            () -> repository.registry().load().definitions(),
            () -> model,
            new FeatureServer.Options(
                "127.0.0.1",
                0,
                Instant.parse(MOMENT),
                Duration.ofMinutes(1),
                ServerLimits.DEFAULT))) {
      for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
        List<String> loans =
            rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE)).stream()
                .map(row -> row.getString(0))
                .toList();
        String answer =
            client
                .send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/score"))
                        .POST(BodyPublishers.ofString(loans.toString()))
                        .build(),
                    BodyHandlers.ofString())
                .body();
        new ObjectMapper().readTree(answer).forEach(decisions::add);
      }
    }
    assertThat(decisions).hasSameSizeAs(rows);
    return decisions;
  }

  private void larder(String... command) {
    assertThat(
            Larder.run(
                Stream.concat(Stream.of("-c", directory.toString()), Stream.of(command))
                    .toArray(String[]::new)))
        .as(String.join(" ", command))
        .isZero();
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }
}
