package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.testing.CapturedLog;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import dev.larder.training.TrainingSets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/**
 * Keys of entities that are tagged sensitive, planted in every table, in what each command prints,
 * logs and leaves behind. Only two things hold them: the rows of training sets, and the answer of
 * get-online-features, which repeats what it was asked for.
 */
@Tag("slow")
class SensitiveKeysTest {
  private static final String PERSON = "19790429_PLANTED";
  private static final long ACCOUNT = 987_654_321_987L;
  private static final String HUGE_ACCOUNT = "987654321987654321987";

  private static final List<String> PLANTED =
      List.of(PERSON, Long.toString(ACCOUNT), HUGE_ACCOUNT, "9.87654321987");

  private static final String FEATURES_YAML =
      """
      entities:
        - {name: dob_ssn, join_keys: [dob_ssn], value_type: STRING, tags: {sensitive: "true"}}
        - {name: account, join_keys: [account], value_type: INT64, tags: {sensitive: "true"}}
      data_sources:
        - {name: reports, type: file, path: reports.parquet, timestamp_field: event_timestamp}
        - {name: payments, type: file, path: payments.parquet, timestamp_field: event_timestamp}
      feature_views:
        - name: zipcode_features
          entities: [dob_ssn]
          schema: [{name: city, dtype: String}]
          source: reports
        - name: credit_history
          entities: [dob_ssn]
          schema: [{name: hard_pulls, dtype: Int64}, {name: score, dtype: Float32}]
          source: reports
        - name: payments
          entities: [account]
          schema: [{name: late, dtype: Int64}]
          source: payments
      feature_services:
        - {name: credit_model, features: [zipcode_features, credit_history]}
      """;

  @TempDir private Path repository;

  private final SparkSession spark = SharedSpark.session();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private int commands;

  @Test
  void noneIsPrintedLoggedOrLeftBehind() throws IOException {
    SharedRedisCluster.flush();
    Files.writeString(
        repository.resolve("feature_store.yaml"),
        """
        project: loans
        registry: registry.db
        provider: local
        online_store: {type: redis, redis_type: redis_cluster, connection_string: "%s"}
        offline_store: {type: file}
        entity_key_serialization_version: 1
        """
            .formatted(SharedRedisCluster.connectionString()));
    Files.writeString(repository.resolve("features.yaml"), FEATURES_YAML);
    try (CapturedLog log = CapturedLog.start()) {
      runAll();
      assertThat(log.text()).contains("dev.larder.test");
      assertClean("log", log.text());
    }
    assertClean("standard error", err.toString());
    assertClean("standard output", out.toString());
    try (Stream<Path> files = Files.walk(repository)) {
      List<Path> written =
          files.filter(Files::isRegularFile).filter(SensitiveKeysTest::holdsNoRows).toList();
      assertThat(written).hasSizeGreaterThan(commands);
      for (Path file : written) {
        assertClean(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    }
  }

  private static boolean holdsNoRows(Path file) {
    return !file.toString().matches(".*(\\.parquet|\\.crc|rows\\.csv|request\\.json)");
  }

  private static void assertClean(String where, String text) {
    assertThat(text.lines().filter(line -> PLANTED.stream().anyMatch(line::contains)))
        .as(where)
        .isEmpty();
  }

  private void runAll() throws IOException {
    reports("TIMESTAMP'2021-01-05 00:00:00'");
    payments(ACCOUNT + "L");
    fails("dob_ssn=" + PERSON);
    succeeds("plan");
    succeeds("apply");
    succeeds("registry-dump");
    historical();
    List<String> load = List.of("materialize", "2021-01-01", "2021-02-01", "-v", "credit_history");
    succeeds(load, "--dry-run");
    succeeds(load, "--html=" + path("materialization.html"));
    online();
    reports("TIMESTAMP'2021-01-06 00:00:00'");
    fails("verify", "--html=" + path("verification.html"));
    assertThat(err.toString()).contains("1 are stale");
    // The four bytes of an INT64 in a key of version 1.
    fails("materialize", "2021-01-01", "2021-02-01", "-v", "payments");
    assertThat(err.toString()).contains("does not fit into the four bytes");
    for (String account : List.of(HUGE_ACCOUNT + "BD", "9.87654321987E20D")) {
      payments(account);
      fails("materialize", "2021-01-01", "2021-02-01", "-v", "payments");
      assertThat(err.toString()).contains("'account' holds a key, which does not fit into Int64");
    }
    reports("'soon'");
    fails("materialize", "2021-01-01", "2021-02-01", "-v", "credit_history");
    assertThat(err.toString()).contains("holds 'soon'");
    reports("TIMESTAMP'2021-01-06 00:00:00'");
    plantAnotherKindOfKey();
    fails("materialize", "2021-01-01", "2021-02-01", "-v", "credit_history");
    fails("get-online-features", "--features=credit_history", "--entity=dob_ssn=" + PERSON);
    assertThat(err.toString()).contains("WRONGTYPE");
    trainAndScore();
    succeeds("teardown", "--yes");
  }

  private void historical() throws IOException {
    spark
        .sql("SELECT '" + PERSON + "' dob_ssn, TIMESTAMP'2021-02-01 00:00:00' event_timestamp")
        .write()
        .parquet(path("loans.parquet"));
    List<String> wanted = List.of("get-historical-features", "--feature-service=credit_model");
    succeeds(wanted, "--entity-df=" + path("loans.parquet"), "--dry-run");
    succeeds(
        wanted,
        "--entity-df=" + path("loans.parquet"),
        "--output=" + path("set"),
        "--explain=" + path("explain.html"));
    for (String row : List.of(PERSON + ",soon,1", PERSON)) {
      Files.writeString(repository.resolve("rows.csv"), "dob_ssn,event_timestamp,x\n" + row + "\n");
      fails(wanted, "--entity-df=" + path("rows.csv"), "--output=" + path("never"));
    }
  }

  private void online() {
    StringWriter answer = new StringWriter();
    assertThat(
            run(
                answer,
                "get-online-features",
                "--features=credit_history",
                "--entity=dob_ssn=" + PERSON))
        .isZero();
    assertThat(answer.toString()).contains(PERSON);
    fails("get-online-features", "--features=credit_history", "dob_ssn=" + PERSON);
    fails("get-online-features", "--features=credit_history", "--entity=" + PERSON);
    fails("get-online-features", "--features=credit_history", "--entity=person=" + PERSON);
    fails("get-online-features", "--features=payments", "--entity=account=" + PERSON);
    fails("get-online-features", "--features=payments", "--entity=account=" + ACCOUNT);
    fails("get-online-features", "--features=payments", "--entity=account=" + HUGE_ACCOUNT);
  }

  private void trainAndScore() throws IOException {
    String set =
        TrainingSets.write(
            repository.resolve("trained"),
            TrainingSets.loans(300)
                .withColumn(
                    "dob_ssn", functions.concat(functions.lit(PERSON), functions.col("loan_id"))));
    succeeds(
        "train",
        "src/test/resources/loans_model.yaml",
        "--training-set=" + set,
        "--output=" + path("model"));
    Path request = repository.resolve("request.json");
    for (String text :
        List.of(
            "{\"dob_ssn\": \"" + PERSON + "\"}",
            "{\"" + PERSON,
            "{\"dob_ssn\": [" + ACCOUNT + "]}",
            "{\"dob_ssn\": \""
                + PERSON
                + "\", \"amount\": 1, \"rate\": 1, \"price\": 1,"
                + " \"months\": 1, \"home\": \"OWN\", \"employed\": true}")) {
      Files.writeString(request, text);
      fails("score", "--model=" + path("model"), request.toString());
    }
  }

  private void plantAnotherKindOfKey() {
    byte[] key =
        new EntityKeyEncoder(1, "loans", List.of(new Field("dob_ssn", ValueType.STRING)))
            .encode(new Object[] {PERSON});
    try (RedisClient client = SharedRedisCluster.client()) {
      client.execute(
          List.of(RedisCommand.unlink(key), new RedisCommand(key, Command.SET, new byte[] {1})));
    }
  }

  private void reports(String time) {
    spark
        .sql(
            "SELECT '"
                + PERSON
                + "' dob_ssn, 'Rome' city, 1L hard_pulls, 2.5F score, "
                + time
                + " event_timestamp")
        .write()
        .mode("overwrite")
        .parquet(path("reports.parquet"));
  }

  private void payments(String account) {
    spark
        .sql(
            "SELECT "
                + account
                + " account, 1L late, TIMESTAMP'2021-01-05 00:00:00' event_timestamp")
        .write()
        .mode("overwrite")
        .parquet(path("payments.parquet"));
  }

  private String path(String name) {
    return repository.resolve(name).toString();
  }

  private void succeeds(List<String> first, String... more) {
    succeeds(Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private void fails(List<String> first, String... more) {
    fails(Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private void succeeds(String... args) {
    assertThat(run(out, args)).as(String.join(" ", args) + "\n" + err).isZero();
  }

  private void fails(String... args) {
    int before = err.toString().length();
    assertThat(run(out, args)).as(String.join(" ", args)).isPositive();
    assertThat(err.toString().substring(before)).startsWith("Error: ").doesNotContain("defect");
  }

  /** Each with a result file of its own. */
  private int run(StringWriter printed, String... args) {
    commands++;
    return Larder.commandLine()
        .setOut(new PrintWriter(printed))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(
                    Stream.of("-c", repository.toString()),
                    Stream.concat(
                        Stream.of(args), Stream.of("--result=" + path(commands + ".result"))))
                .toArray(String[]::new));
  }
}
