package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.EventTimestamp;
import dev.larder.online.FeatureFields;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.online.ValueCodec;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import dev.larder.training.TrainingSets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a training set to decisions, by the commands. */
@TestInstance(Lifecycle.PER_CLASS)
class TrainAndScoreCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LAST_LOAN = "2021-03-05T00:00:00Z";
  private static final List<String> REQUEST_FIELDS =
      List.of("dob_ssn", "amount", "rate", "price", "months", "home", "employed");
  private static final Map<String, List<Field>> VIEWS =
      Map.of(
          "zipcode_features",
          List.of(new Field("city", ValueType.STRING)),
          "credit_history",
          List.of(new Field("hard_pulls", ValueType.INT64), new Field("score", ValueType.FLOAT)));

  static final String FEATURES_YAML =
      """
      entities:
        - {name: dob_ssn, join_keys: [dob_ssn], value_type: STRING}
      data_sources:
        - {name: source, type: file, path: x.parquet, timestamp_field: event_timestamp}
      feature_views:
        - name: zipcode_features
          entities: [dob_ssn]
          schema: [{name: city, dtype: String}]
          source: source
        - name: credit_history
          entities: [dob_ssn]
          ttl: 365d
          schema: [{name: hard_pulls, dtype: Int64}, {name: score, dtype: Float32}]
          source: source
      feature_services:
        - {name: credit_model, features: [zipcode_features, credit_history]}
      """;

  private Path repository;
  private String model;
  private Dataset<Row> loans;
  private List<Row> applicants;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void freshOutput() {
    out = new StringWriter();
    err = new StringWriter();
  }

  @BeforeAll
  void trainAndFillTheStore(@TempDir Path directory) throws IOException {
    freshOutput();
    repository = directory;
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: loans
        registry: registry.db
        provider: local
        online_store: {type: redis, redis_type: redis_cluster, connection_string: "%s"}
        offline_store: {type: file}
        entity_key_serialization_version: 3
        """
            .formatted(SharedRedisCluster.connectionString()));
    Files.writeString(directory.resolve("features.yaml"), FEATURES_YAML);
    assertThat(run("apply")).as(err.toString()).isZero();
    loans = TrainingSets.loans(1500);
    String set = TrainingSets.write(directory.resolve("set"), loans);
    model = directory.resolve("model").toString();
    assertThat(
            run(
                "train",
                "src/test/resources/loans_model.yaml",
                "--training-set",
                set,
                "--output",
                model,
                "--result",
                directory.resolve("train.json").toString()))
        .as(err.toString())
        .isZero();
    applicants = loans.where("loan_id % 20 = 0").orderBy("loan_id").collectAsList();
    store();
  }

  /** The features of each applicant's loan, as of that loan. */
  private void store() {
    EntityKeyEncoder keys =
        new EntityKeyEncoder(3, "loans", List.of(new Field("dob_ssn", ValueType.STRING)));
    List<RedisCommand> commands = new ArrayList<>();
    for (Row loan : applicants) {
      long micros = ChronoUnit.MICROS.between(Instant.EPOCH, loan.getTimestamp(2).toInstant());
      VIEWS.forEach(
          (view, features) -> {
            FeatureFields fields = new FeatureFields(view, features);
            List<byte[]> hash = new ArrayList<>();
            for (int f = 0; f < features.size(); f++) {
              hash.add(fields.feature(f));
              hash.add(
                  ValueCodec.of(features.get(f).valueType())
                      .encode(loan.getAs(features.get(f).name())));
            }
            hash.add(fields.timestamp());
            hash.add(EventTimestamp.encode(micros));
            commands.add(
                RedisCommand.hset(
                    keys.encode(new Object[] {loan.getAs("dob_ssn")}),
                    hash.toArray(byte[][]::new)));
          });
    }
    SharedRedisCluster.flush();
    try (RedisClient client = SharedRedisCluster.client()) {
      client.execute(commands);
    }
  }

  private int run(String... args) {
    return Larder.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("-c", repository.toString()), Stream.of(args))
                .toArray(String[]::new));
  }

  private int score(String request, String... args) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)));
    try {
      return run(
          Stream.concat(Stream.of("score", "--model", model), Stream.of(args))
              .toArray(String[]::new));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void trainingSaysHowItWent() throws IOException {
    JsonNode result = JSON.readTree(repository.resolve("train.json").toFile());
    assertThat(result.get("status").asText()).isEqualTo("ok");
    assertThat(result.get("counts").get("train_rows").asInt()).isEqualTo(1050);
    assertThat(result.get("counts").get("inputs").asInt()).isEqualTo(9);
    assertThat(result.get("counts").get("test_auc").asDouble()).isBetween(0.5, 1.0);
  }

  @Test
  void aLoanScoredOnlineGetsMllibsProbabilityOfItsHistoricalRow() throws IOException {
    Map<Long, Double> mllib = new HashMap<>();
    SharedSpark.session()
        .read()
        .parquet(model + "/predictions.parquet")
        .collectAsList()
        .forEach(row -> mllib.put(row.getAs("row_id"), row.getAs("probability")));
    Map<String, List<Object>> request = new LinkedHashMap<>();
    for (String field : REQUEST_FIELDS) {
      request.put(field, new ArrayList<>());
      applicants.forEach(loan -> request.get(field).add(json(loan.getAs(field))));
    }
    Path file = repository.resolve("request.json");
    Files.write(file, JSON.writeValueAsBytes(request));
    assertThat(score("", file.toString(), "--as-of", LAST_LOAN)).as(err.toString()).isZero();
    JsonNode answers = JSON.readTree(out.toString());
    assertThat(answers).hasSize(75);
    for (int i = 0; i < applicants.size(); i++) {
      JsonNode answer = answers.get(i);
      assertThat(answer.get("probability").asDouble())
          .isEqualTo(mllib.get(applicants.get(i).<Long>getAs("loan_id")));
      assertThat(answer.get("decision").asText())
          .isEqualTo(
              answer.get("probability").asDouble() >= answer.get("threshold").asDouble()
                  ? "reject"
                  : "approve");
    }
    assertThat(answers.findValuesAsText("decision")).contains("approve", "reject");
  }

  /** JSON has no NaN. */
  private static Object json(Object value) {
    return value instanceof Double number && number.isNaN() ? null : value;
  }

  @Test
  void anApplicantNobodyKnowsIsDecidedFromTheRequestAlone() throws IOException {
    String request =
        """
        {"dob_ssn": "nobody", "amount": 5000.5, "rate": 12.5, "price": 10, "months": 12.0,
         "home": "HOUSEBOAT", "employed": null}
        """;
    assertThat(score(request)).as(err.toString()).isZero();
    JsonNode answer = JSON.readTree(out.toString());
    assertThat(answer.fieldNames())
        .toIterable()
        .containsExactly("decision", "probability", "threshold", "reasons", "missing", "model");
    assertThat(answer.get("missing").toString())
        .isEqualTo(
            "[\"zipcode_features:city\",\"credit_history:hard_pulls\",\"credit_history:score\"]");
    assertThat(answer.get("model").asText()).isEqualTo("credit_model");
  }

  @Test
  void valuesLaterThanTheMomentAreMissing() throws IOException {
    Row latest = applicants.get(applicants.size() - 1);
    String request =
        """
        [{"dob_ssn": "%s", "amount": 1, "rate": 1, "price": 1, "months": 1, "home": "OWN",
          "employed": true}]
        """
            .formatted(latest.<String>getAs("dob_ssn"));
    assertThat(score(request, "--as-of", "2021-01-02")).as(err.toString()).isZero();
    assertThat(JSON.readTree(out.toString()).get(0).get("missing")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "score --model none                      | 1 | none: This is no model directory: it has no file model.json. larder train makes one.",
        "score --model MODEL none.json           | 1 | none.json: There is no such file.",
        "score --model MODEL --as-of yesterday   | 2 | expected a date or a time such as 2021-08-25",
        "score                                   | 2 | Missing required option: '--model=DIR'",
        "train none.yaml --training-set x --output y  | 1 | none.yaml: There is no such file.",
        "train src/test/resources/loans_model.yaml --training-set none --output y  | 1 | none: This is no training set",
        "train src/test/resources/loans_model.yaml --training-set none --output MODEL  | 1 | is not empty; --overwrite replaces what is in it."
      })
  void wrongArgumentsAreExplained(String arguments, int exitCode, String message) {
    assertThat(run(arguments.replace("MODEL", model).split("\\s+"))).isEqualTo(exitCode);
    assertThat(err.toString()).contains(message);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void allMistakesOfARequestAreListed() {
    assertThat(score("{\"dob_ssn\": 7, \"amuont\": 1, \"amount\": \"1\"}")).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSize(8)
        .allMatch(line -> line.startsWith("Error: standard input: "))
        .contains(
            "Error: standard input: Unknown field 'amuont'. Did you mean 'amount'?",
            "Error: standard input: Field 'dob_ssn' is a whole number; expected a text.",
            "Error: standard input: Field 'home' is missing; expected a text or null.");
    assertThat(out.toString()).isEmpty();
  }
}
