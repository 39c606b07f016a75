package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a dry run finds in tables with everything in them that a join has to bear. */
class DryRunTest {
  private static final String BROADCAST = "spark.sql.autoBroadcastJoinThreshold";

  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private static Path directory;

  /** What most tests look at: a dry run of {@code history,zip}. */
  private static String printed;

  private static String resultFile;
  private static JsonNode counts;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Path result = directory.resolve("result.json");

  @BeforeAll
  static void repository() throws IOException {
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: loans
        registry: registry.db
        provider: local
        online_store: {type: redis, connection_string: "localhost:6379"}
        offline_store: {type: file}
        """);
    Files.writeString(
        directory.resolve("features.yaml"),
        """
        entities:
          - {name: person, join_keys: [person], value_type: STRING, tags: {sensitive: "true"}}
          - {name: zip, join_keys: [zip], value_type: INT64}
        data_sources:
          - name: reports
            type: file
            path: reports
            timestamp_field: t
            created_timestamp_column: created
          - {name: zips, type: file, path: zips, timestamp_field: t}
          - {name: rates, type: file, path: rates, timestamp_field: t, date_partition_column: day}
          - name: nothing
            type: spark
            query: SELECT 'ann' AS person, TIMESTAMP'2020-01-01' AS t, 1L AS pulls_of_nobody WHERE false
            timestamp_field: t
        feature_views:
          - name: history
            entities: [person]
            ttl: 30d
            schema: [{name: pulls, dtype: Int64}]
            source: reports
          - {name: zip, entities: [zip], source: zips, schema: [{name: city, dtype: String}]}
          - {name: pair, entities: [person, zip], source: zips, schema: [{name: city, dtype: String}]}
          - {name: rate, entities: [], ttl: 10d, source: rates, schema: [{name: percent, dtype: Int64}]}
          - name: empty
            entities: [person]
            schema: [{name: pulls_of_nobody, dtype: Int64}]
            source: nothing
        feature_services:
          - name: both_people
            features:
              - history
              - {view: history, alias: co_signer, join_key_map: {person: co_signer}}
        """);
    write(
        "loans",
        "(1, 'ann-790429', 'bob-530219', 10L, TIMESTAMP'2021-06-01 00:00:00Z'),"
            + " (2, 'ann-790429', NULL, 10L, TIMESTAMP'2021-06-01 00:00:00Z'),"
            + " (3, 'ann-790429', NULL, 20L, TIMESTAMP'2021-06-01 00:00:00Z'),"
            + " (4, 'bob-530219', NULL, 10L, TIMESTAMP'2021-06-02 00:00:00Z'),"
            + " (5, NULL, NULL, 20L, TIMESTAMP'2021-06-03 00:00:00Z'),"
            + " (6, 'eve-610101', NULL, NULL, TIMESTAMP'2021-06-04 00:00:00Z'),"
            + " (7, 'dan-700101', NULL, 30L, NULL),"
            + " (8, 'kim-900101', NULL, 10L, TIMESTAMP'2021-01-01 00:00:00Z')"
            + " AS rows(id, person, co_signer, zip, t)");
    write(
        "reports",
        "('ann-790429', TIMESTAMP'2021-05-20 00:00:00Z', TIMESTAMP'2021-05-20 00:00:00Z', 1L),"
            + " ('ann-790429', TIMESTAMP'2021-05-20 00:00:00Z', TIMESTAMP'2021-05-21 00:00:00Z', 2L),"
            + " ('ann-790429', TIMESTAMP'2021-05-20 00:00:00Z', TIMESTAMP'2021-05-21 00:00:00Z', 3L),"
            + " ('bob-530219', TIMESTAMP'2021-01-10 00:00:00Z', TIMESTAMP'2021-01-15 01:00:00Z', 4L),"
            + " ('kim-900101', TIMESTAMP'2021-02-01 00:00:00Z', TIMESTAMP'2021-01-01 00:00:00Z', 5L),"
            + " ('eve-610101', TIMESTAMP'2021-07-01 00:00:00Z', TIMESTAMP'2021-07-09 00:00:00Z', 6L),"
            + " (NULL, TIMESTAMP'2021-05-01 00:00:00Z', NULL, 7L),"
            + " ('ann-790429', NULL, TIMESTAMP'2021-05-01 00:00:00Z', 8L)"
            + " AS rows(person, t, created, pulls)");
    write(
        "zips",
        "(10L, 'ann-790429', TIMESTAMP'2020-01-01 00:00:00Z', 'Fort Worth'),"
            + " (20L, 'bob-530219', TIMESTAMP'2020-01-01 00:00:00Z', 'Dallas')"
            + " AS rows(zip, person, t, city)");
    SPARK
        .sql(
            "SELECT timestamp_seconds(1609459200 + 86400 * id) AS t, id AS percent,"
                + " date_format(timestamp_seconds(1609459200 + 86400 * id), 'yyyy-MM-dd') AS day"
                + " FROM range(130, 160)")
        .coalesce(1)
        .write()
        .partitionBy("day")
        .parquet(directory.resolve("rates").toString());
    assertThat(Larder.run("-c", directory.toString(), "apply")).isZero();
    DryRunTest test = new DryRunTest();
    counts = test.dryRun("--features", "history,zip", "--output", "DIR/set");
    printed = test.out.toString();
    resultFile = Files.readString(test.result);
  }

  @AfterEach
  void broadcastAsBefore() {
    SPARK.conf().unset(BROADCAST);
  }

  @Test
  void theEntityRowsAreCounted() throws IOException {
    JsonNode rows = counts.get("entity_rows");
    assertThat(rows.at("/input/name").asText()).isEqualTo("entity_df");
    assertThat(rows.at("/input/files").asLong()).isEqualTo(1);
    assertThat(rows.at("/input/bytes").asLong()).isEqualTo(bytes("loans"));
    assertThat(rows.at("/rows").asLong()).isEqualTo(8);
    assertThat(rows.at("/times/start").asText()).isEqualTo("2021-01-01T00:00:00Z");
    assertThat(rows.at("/times/end").asText()).isEqualTo("2021-06-04T00:00:00Z");
    assertThat(rows.at("/without_time").asLong()).isEqualTo(1);
    assertThat(rows.at("/duplicates").asLong()).isEqualTo(1);
    assertThat(rows.at("/join_keys/0").toString())
        .startsWith("{\"columns\":[\"person\"],\"without_key\":1,\"duplicates\":2,")
        .contains("{\"key\":\"key #1\",\"rows\":3,\"share\":0.5}");
    assertThat(rows.at("/join_keys/1").toString())
        .startsWith("{\"columns\":[\"zip\"],\"without_key\":1,\"duplicates\":1,")
        .contains("{\"key\":\"10\",\"rows\":4,");
  }

  @Test
  void eachViewIsCounted() throws IOException {
    JsonNode views = counts.get("feature_views");
    JsonNode source = views.at("/0/source");
    assertThat(source.at("/input/name").asText()).isEqualTo("reports");
    assertThat(source.at("/input/bytes").asLong()).isEqualTo(bytes("reports"));
    assertThat(source.at("/rows").asLong()).isEqualTo(6);
    assertThat(source.at("/times/start").asText()).isEqualTo("2021-01-10T00:00:00Z");
    assertThat(source.at("/times/end").asText()).isEqualTo("2021-05-20T00:00:00Z");
    assertThat(source.at("/without_key").asLong()).isEqualTo(1);
    assertThat(source.at("/without_time").asLong()).isEqualTo(1);
    assertThat(source.at("/future").asLong()).isEqualTo(1);
    assertThat(source.at("/corrected").asLong()).isEqualTo(1);
    assertThat(source.at("/tied").asLong()).isEqualTo(1);
    assertThat(source.at("/late/rows").asLong()).isEqualTo(1);
    assertThat(source.at("/late/greatest_lag_seconds").asLong()).isEqualTo(5 * 86400 + 3600);
    assertThat(views.at("/0/with_key").toString()).isEqualTo("{\"rows\":5,\"share\":0.625}");
    assertThat(views.at("/0/with_row").toString()).isEqualTo("{\"rows\":4,\"share\":0.5}");
    assertThat(views.at("/0/matched").toString()).isEqualTo("{\"rows\":3,\"share\":0.375}");
    assertThat(views.at("/1/source/late").isNull()).isTrue();
    assertThat(views.at("/1/matched/rows").asLong()).isEqualTo(6);
  }

  @Test
  void theMostFrequentKeysAreNamedTheSameInAllTables() {
    assertThat(counts.at("/feature_views/0/source/heavy_hitters").findValuesAsText("key"))
        .containsExactly("key #1", "key #2", "key #4");
    assertThat(counts.at("/entity_rows/join_keys/0/heavy_hitters").findValuesAsText("key"))
        .containsExactly("key #1", "key #2", "key #3");
    assertThat(counts.at("/feature_views/1/source/heavy_hitters").findValuesAsText("key"))
        .containsExactly("10", "20");
  }

  @Test
  void sensitiveKeysAreNowhere() {
    assertThat(printed + resultFile)
        .contains("key #1")
        .doesNotContainPattern("ann-|bob-|eve-|kim-|dan-|790429|530219|610101|900101|700101");
  }

  @Test
  void aKeyOfSeveralColumnsIsMaskedWhereItIsSensitive() throws IOException {
    JsonNode counts = dryRun("--features", "pair", "--as-of", "sql");
    assertThat(counts.at("/entity_rows/join_keys/0/columns").toString())
        .isEqualTo("[\"person\",\"zip\"]");
    assertThat(counts.at("/entity_rows/join_keys/0/heavy_hitters").findValuesAsText("key"))
        .containsExactly("key #1, 10", "key #1, 20", "key #2, 10");
    assertThat(counts.at("/feature_views/0/with_key/rows").asLong()).isEqualTo(2);
  }

  @Test
  void aViewInAnotherRoleIsCountedByItsOwnColumn() throws IOException {
    JsonNode counts = dryRun("--feature-service", "both_people", "--full-feature-names");
    JsonNode coSigner = counts.at("/feature_views/1");
    assertThat(coSigner.at("/name").asText()).isEqualTo("co_signer");
    assertThat(coSigner.at("/feature_view").asText()).isEqualTo("history");
    assertThat(coSigner.at("/with_key/rows").asLong()).isEqualTo(1);
    assertThat(coSigner.at("/matched/rows").asLong()).isZero();
    assertThat(counts.at("/entity_rows/join_keys/1/without_key").asLong()).isEqualTo(7);
    assertThat(counts.at("/entity_rows/join_keys/1/heavy_hitters/0/key").asText())
        .as("bob, who is an applicant too")
        .isEqualTo("key #2");
  }

  @Test
  void onlyThePartitionsThatCanMatterCount() throws IOException {
    JsonNode counts =
        dryRun("SELECT 1 AS id, TIMESTAMP'2021-05-31 12:00:00Z' AS t", "--features", "rate");
    JsonNode rate = counts.at("/feature_views/0");
    assertThat(rate.at("/source/input/files").asLong()).isEqualTo(11);
    assertThat(rate.at("/source/rows").asLong()).isEqualTo(10);
    assertThat(rate.at("/source/heavy_hitters")).isEmpty();
    assertThat(rate.at("/with_key/rows").asLong()).isEqualTo(1);
    assertThat(rate.at("/matched/rows").asLong()).isEqualTo(1);
    assertThat(counts.at("/entity_rows/input/files").asLong()).isZero();
  }

  @Test
  void viewsWithoutRowsHaveNone() throws IOException {
    String loan = "SELECT 'eve-610101' AS person, TIMESTAMP'2019-05-31 12:00:00Z' AS t";
    JsonNode views = dryRun(loan, "--features", "rate,history,empty").get("feature_views");
    assertThat(views)
        .hasSize(3)
        .allSatisfy(
            view -> {
              assertThat(view.at("/source/rows").asLong()).isZero();
              assertThat(view.at("/source/times").isNull()).isTrue();
              assertThat(view.at("/source/heavy_hitters")).isEmpty();
              assertThat(view.at("/with_key/rows").asLong()).isZero();
            });
    assertThat(views.findValuesAsText("future")).containsExactly("30", "7", "0");
  }

  @Test
  void smallSourcesAreBroadcast() {
    JsonNode exchanges = counts.get("exchanges");
    assertThat(exchanges.findValuesAsText("broadcast")).containsExactly("true", "true");
    assertThat(exchanges.findValues("inputs").toString()).contains("/reports\"", "/zips\"");
    assertThat(exchanges.findValues("estimated_bytes"))
        .hasSize(2)
        .allSatisfy(bytes -> assertThat(bytes.asLong()).isBetween(1L, 10_000L));
  }

  @Test
  void entityRowsMeetOtherSourcesByExchanges() throws IOException {
    SPARK.conf().set(BROADCAST, "-1");
    JsonNode exchanges = dryRun("--features", "history").get("exchanges");
    assertThat(exchanges.findValuesAsText("broadcast")).containsExactly("false", "false");
    assertThat(exchanges.findValues("inputs").toString()).contains("/reports\"", "/loans\"");
    assertThat(out.toString()).containsPattern("shuffle +loans +4 partitions +about .* kB\n");
  }

  @Test
  void theColumnsAreThoseOfTheTrainingSet() {
    JsonNode columns = counts.get("columns");
    assertThat(columns.findValuesAsText("name"))
        .containsExactly("id", "person", "co_signer", "zip", "t", "pulls", "city");
    assertThat(columns.findValuesAsText("role"))
        .containsExactly(
            "entity_row",
            "join_key",
            "entity_row",
            "join_key",
            "event_timestamp",
            "feature",
            "feature");
    assertThat(columns.at("/5").toString())
        .isEqualTo(
            "{\"name\":\"pulls\",\"type\":\"bigint\",\"role\":\"feature\","
                + "\"reference\":\"history:pulls\"}");
  }

  @Test
  void itPrintsWhatFitsOnATerminal() {
    assertThat(printed.lines()).allMatch(line -> line.length() <= 100);
    assertThat(printed.replaceAll(" +", " "))
        .contains(
            "Entity rows: 1 file, ",
            "\n rows 8 2021-01-01T00:00:00Z to 2021-06-04T00:00:00Z\n",
            "\nFeature view history: data source reports, 1 file, ",
            "\n late 1 by more than a day; greatest lag 5 d 1 h\n",
            "\n key #1 3 60.00 %\n",
            "\n future rows 1 newer than all entity rows\n",
            "\n and with one within the ttl 3 37.50 %\n",
            "\n pulls bigint feature history:pulls\n",
            "\nThis is a dry run: nothing was written.\n");
  }

  @Test
  void nothingIsWritten() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "feature_store.yaml",
              "features.yaml",
              "registry.db",
              "loans",
              "reports",
              "zips",
              "rates",
              "result.json");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--features histori | There is no feature view 'histori'. Did you mean 'history'?",
        "--features history --output DIR/loans | is not empty",
        "--features history --partition-by brunch | There is no column 'brunch'",
      })
  void mistakesAreThoseOfTheRealRun(String options, String message) {
    assertThat(run(arguments("DIR/loans", options.split(" ")))).isEqualTo(1);
    assertThat(err.toString()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--recreate x --dry-run --output y | it cannot be --recreate too.",
        "--entity-df x --features y --dry-run --overwrite | there is nothing to --overwrite.",
        "--entity-df x --features y | Missing required option: '--output=DIR'.",
      })
  void wrongUsageIsOneLine(String options, String message) {
    String[] arguments = ("get-historical-features " + options).split(" ");
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1).allMatch(line -> line.contains(message));
  }

  private JsonNode dryRun(String... options) throws IOException {
    boolean sql = options[0].startsWith("SELECT");
    String[] rest = Stream.of(options).skip(sql ? 1 : 0).toArray(String[]::new);
    assertThat(run(arguments(sql ? options[0] : "DIR/loans", rest))).as(err.toString()).isZero();
    return new ObjectMapper().readTree(result.toFile()).get("counts");
  }

  private String[] arguments(String entityDf, String... options) {
    return Stream.concat(
            Stream.of(
                "get-historical-features",
                "--dry-run",
                "--result",
                result.toString(),
                "--entity-df",
                entityDf),
            Stream.of(options))
        .map(argument -> argument.replace("DIR", directory.toString()))
        .toArray(String[]::new);
  }

  private long bytes(String table) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(table))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static void write(String table, String values) {
    SPARK
        .sql("SELECT * FROM VALUES " + values)
        .coalesce(1)
        .write()
        .parquet(directory.resolve(table).toString());
  }

  private int run(String... args) {
    return Larder.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("-c", directory.toString()), Stream.of(args))
                .toArray(String[]::new));
  }
}
