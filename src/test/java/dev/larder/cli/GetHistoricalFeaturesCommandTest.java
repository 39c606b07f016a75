package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training sets, their manifests, and how they are made again. */
class GetHistoricalFeaturesCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HISTORY =
      "SELECT 'p' || id AS person, timestamp_seconds(1600000000 + id % 2 * 86400 * 9) AS"
          + " event_timestamp, id AS pulls FROM range(60)";

  private final SparkSession spark = SharedSpark.session();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;
  private Path set;
  private Path again;

  @BeforeEach
  void prepare() throws IOException {
    set = directory.resolve("set");
    again = directory.resolve("again");
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: loans
        registry: registry.db
        provider: local
        online_store: {type: redis, connection_string: "localhost:6379"}
        offline_store: {type: file}
        entity_key_serialization_version: 3
        """);
    Files.writeString(
        directory.resolve("features.yaml"),
        """
        entities:
          - {name: person, join_keys: [person], value_type: STRING}
        data_sources:
          - {name: history, type: file, path: history, timestamp_field: event_timestamp}
        feature_views:
          - name: history
            entities: [person]
            ttl: 5d
            schema: [{name: pulls, dtype: Int64}]
            source: history
        """);
    write("history", spark.sql(HISTORY));
    write(
        "loans",
        spark.sql(
            "SELECT id, 'p' || id AS person, timestamp_seconds(1600000000 + 86400 * 10) AS t,"
                + " IF(id % 3 = 0, '00' || id % 2, 'b c/d') AS branch FROM range(70)"));
    assertThat(run("apply")).as(err.toString()).isZero();
  }

  @Test
  void theManifestSaysWhatWasReadFoundAndWritten() throws IOException {
    make();
    JsonNode manifest = manifest(set);
    assertThat(manifest.at("/request/features/0").asText()).isEqualTo("history");
    assertThat(manifest.at("/times/start").asText()).isEqualTo("2020-09-23T12:26:40Z");
    assertThat(manifest.at("/entity_rows/location").asText())
        .isEqualTo(directory.resolve("loans").toString());
    JsonNode view = manifest.at("/feature_views/0");
    assertThat(view.at("/matched").asLong()).isEqualTo(30);
    assertThat(view.at("/expired").asLong()).isEqualTo(30);
    assertThat(view.at("/missing").asLong()).isEqualTo(10);
    Path file = Path.of(URI.create(view.at("/source/files/0/path").asText()));
    assertThat(file).exists().hasSize(view.at("/source/files/0/bytes").asLong());
    assertThat(view.at("/source/files/0/modified").asText()).startsWith("20").endsWith("Z");
    assertThat(manifest.at("/content_hash").asText()).hasSize(64);
    assertThat(manifest.at("/files/0/sha256").asText()).hasSize(64);
    assertThat(out.toString()).contains("history: 30 of 70 rows matched, 30 expired, 10 missing");
  }

  /** The job reads the entity rows for their times, and to join them; plain SQL joins twice. */
  @ParameterizedTest
  @ValueSource(strings = {"operator", "sql"})
  void entityRowsThatWouldBeOthersEachTimeAreTheSameThroughoutTheJob(String asOf)
      throws IOException {
    String sql =
        "SELECT 'p' || id AS person, id, now() AS t FROM parquet.`%s` WHERE id < 60"
            + " ORDER BY rand() LIMIT 50";
    assertThat(
            run(
                "get-historical-features",
                "--entity-df=" + sql.formatted(directory.resolve("loans")),
                "--features=history",
                "--as-of=" + asOf,
                "--output=" + set))
        .as(err.toString())
        .isZero();
    Dataset<Row> rows = spark.read().parquet(set.toString());
    JsonNode times = manifest(set).at("/times");
    assertThat(times.get("start")).isEqualTo(times.get("end"));
    assertThat(rows.select("t").distinct().collectAsList())
        .containsExactly(
            RowFactory.create(Timestamp.from(Instant.parse(times.get("start").asText()))));
    assertThat(rows.select("id").distinct().count()).isEqualTo(50);
  }

  @Test
  void theSameSourcesMakeTheSameContentAgain() {
    make("--full-feature-names", "--partition-by", "branch");
    assertThat(recreate()).as(err.toString()).isZero();
    assertThat(out.toString()).contains("The content is the same.");
    assertThat(spark.read().parquet(again.toString()).columns())
        .containsExactly("id", "person", "t", "history__pulls", "branch");
  }

  @Test
  void theContentIsTheSameWhateverTheZoneOfTheJvm() throws IOException {
    Path csv = directory.resolve("loans.csv");
    Files.writeString(
        csv, "person,event_timestamp\np0,2020-09-13 12:26:40\np2,2020-09-13 12:26:39");
    String[] request = {
      "get-historical-features", "--entity-df=" + csv, "--features=history", "--output=" + set
    };
    assertThat(run(request)).as(err.toString()).isZero();
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    try {
      assertThat(recreate()).as(err.toString()).isZero();
    } finally {
      TimeZone.setDefault(before);
    }
    assertThat(out.toString()).contains("1 of 2 rows matched").contains("The content is the same.");
    assertThat(manifest(again).get("times")).isEqualTo(manifest(set).get("times"));
  }

  @Test
  void rowsInAnotherOrderAndOtherFilesAreTheSameContent() throws IOException {
    make();
    write("history", spark.sql(HISTORY).orderBy("pulls").coalesce(1));
    write("loans", spark.read().parquet(copy("loans")).orderBy("branch", "id").repartition(3));
    assertThat(recreate()).as(err.toString()).isZero();
    assertThat(out.toString()).contains("The content is the same.");
  }

  @Test
  void whatMadeAnotherContentIsNamed() throws IOException {
    make();
    write("history", spark.sql(HISTORY.replace("id AS pulls", "id + 1 AS pulls")));
    Files.writeString(
        directory.resolve("features.yaml"),
        Files.readString(directory.resolve("features.yaml")).replace("ttl: 5d", "ttl: 6d"));
    assertThat(run("apply")).as(err.toString()).isZero();
    assertThat(recreate("--result", directory.resolve("result.json").toString())).isZero();
    assertThat(out.toString())
        .contains(
            "The content is not the same.",
            "  data source history: file:" + directory.resolve("history"),
            " is gone",
            " is new",
            "  the registry's version was ")
        .doesNotContain("data source entity_df");
    JsonNode result = JSON.readTree(directory.resolve("result.json").toFile());
    assertThat(result.at("/counts/same_content").booleanValue()).isFalse();
  }

  @Test
  void partitionsHoldTheirRows() {
    make("--partition-by", "branch");
    assertThat(set.resolve("branch=000")).isDirectory();
    assertThat(
            spark
                .read()
                .schema("id BIGINT, branch STRING")
                .parquet(set.toString())
                .where("id IN (0, 1, 3)")
                .collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create(0L, "000"),
            RowFactory.create(1L, "b c/d"),
            RowFactory.create(3L, "001"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "brunch | Error: --partition-by: There is no column 'brunch'. Did you mean 'branch'?",
        "id,id  | Error: --partition-by: A column is named twice.",
        "id,person,t,branch,pulls | Error: --partition-by: All columns are named;",
      })
  void wrongPartitionColumnsAreNamed(String columns, String message) {
    assertThat(run(arguments("--partition-by", columns))).isEqualTo(1);
    assertThat(err.toString()).contains(message);
    assertThat(set).doesNotExist();
  }

  @Test
  void anEmptyTextIsNoFolder() throws IOException {
    write(
        "loans",
        spark
            .read()
            .parquet(copy("loans"))
            .selectExpr("id", "person", "t", "IF(id = 3, '', 'x') AS branch"));
    assertThat(run(arguments("--partition-by", "branch"))).isEqualTo(1);
    assertThat(err.toString())
        .contains("Column 'branch' is an empty text in 1 rows, which would be read back as null.");
    assertThat(set).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--entity-df loans --features history | mutually exclusive",
        "--entity-df loans | --feature-service",
        "--features history | --entity-df",
        "--full-feature-names | --entity-df",
        "--partition-by branch | --entity-df",
      })
  void recreateTakesNoOtherDescriptionOfTheTrainingSet(String options, String message) {
    String[] recreate = {"get-historical-features", "--recreate", "x", "--output", "y"};
    assertThat(
            run(Stream.of(recreate, options.split(" ")).flatMap(Stream::of).toArray(String[]::new)))
        .isEqualTo(2);
    assertThat(err.toString().lines().findFirst().orElseThrow()).contains(message);
  }

  @Test
  void recreateNeedsAManifest() {
    assertThat(recreate()).isEqualTo(1);
    assertThat(err.toString()).contains("_training_set.json: There is no such file.");
  }

  @Test
  void thePageShowsHowTheJoinDecidedForTenRows() throws IOException {
    Path page = directory.resolve("pages/join.html");
    make("--explain", page.toString());
    assertThat(out.toString()).endsWith("10 rows explained in " + page + System.lineSeparator());
    String html = Files.readString(page);
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .contains("Row 10", "30 (42.9 %)", "10 (14.3 %)", "badge matched", "badge expired")
        .contains(manifest(set).at("/content_hash").asText())
        .doesNotContain(directory.toString());
  }

  @Test
  void theSameTrainingSetIsExplainedTheSame() throws IOException {
    Path page = directory.resolve("join.html");
    Path second = directory.resolve("second.html");
    make("--partition-by", "branch", "--explain", page.toString());
    assertThat(recreate("--explain", second.toString())).as(err.toString()).isZero();
    assertThat(second).hasSameBinaryContentAs(page);
  }

  @Test
  void thereIsNoPageWithoutATrainingSet() {
    Path page = directory.resolve("join.html");
    assertThat(run(arguments("--partition-by", "brunch", "--explain", page.toString())))
        .isEqualTo(1);
    assertThat(page).doesNotExist();
  }

  @Test
  void aPageThatCannotBeWrittenIsSaidBeforeTheWork() {
    assertThat(run(arguments("--explain", directory.toString()))).isEqualTo(1);
    assertThat(err.toString()).contains("it is a directory, expected a file");
    assertThat(set).doesNotExist();
  }

  @Test
  void helpSaysWhatThePageShows() {
    assertThat(run("get-historical-features", "--help")).isZero();
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("--explain=FILE.html", "why it was chosen or refused");
  }

  private void make(String... more) {
    assertThat(run(arguments(more))).as(err.toString()).isZero();
  }

  private String[] arguments(String... more) {
    return Stream.concat(
            Stream.of(
                "get-historical-features",
                "--entity-df",
                directory.resolve("loans").toString(),
                "--features",
                "history",
                "--output",
                set.toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private int recreate(String... more) {
    return run(
        Stream.concat(
                Stream.of(
                    "get-historical-features",
                    "--recreate",
                    set.resolve("_training_set.json").toString(),
                    "--output",
                    again.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static JsonNode manifest(Path set) throws IOException {
    return JSON.readTree(set.resolve("_training_set.json").toFile());
  }

  private void write(String name, Dataset<Row> rows) {
    rows.write().mode("overwrite").parquet(directory.resolve(name).toString());
  }

  /** A copy, since Spark cannot replace what it reads. */
  private String copy(String name) {
    String copy = directory.resolve(name + "-copy").toString();
    spark.read().parquet(directory.resolve(name).toString()).write().parquet(copy);
    return copy;
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
