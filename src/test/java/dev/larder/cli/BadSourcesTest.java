package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that do not hold what the definitions say, in each command that reads them. */
class BadSourcesTest {
  private static final String SPINE = "SELECT 'ann' person, TIMESTAMP'2021-01-02' event_timestamp";

  private final SparkSession spark = SharedSpark.session();
  private final StringWriter err = new StringWriter();

  @TempDir Path repository;

  @BeforeEach
  void apply() throws IOException {
    SharedRedisCluster.flush();
    Files.writeString(
        repository.resolve("feature_store.yaml"),
        """
        project: p
        provider: local
        registry: registry.db
        online_store:
          type: redis
          redis_type: redis_cluster
          connection_string: %s
        """
            .formatted(SharedRedisCluster.connectionString()));
    Files.writeString(
        repository.resolve("features.yaml"),
        """
        entities:
          - {name: person, join_keys: [person], value_type: STRING}
        data_sources:
          - {name: reports, type: file, path: reports.parquet, timestamp_field: t}
        feature_views:
          - {name: history, entities: [person], source: reports, schema: [{name: pulls, dtype: Int64}]}
        """);
    assertThat(larder("apply")).isZero();
  }

  private int larder(String... args) {
    return Larder.commandLine()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("-c", repository.toString()), Arrays.stream(args))
                .toArray(String[]::new));
  }

  private int historical(String entityDf, String... more) {
    List<String> args = List.of("get-historical-features", "--features", "history", "--entity-df");
    return larder(
        Stream.of(
                args.stream(),
                Stream.of(entityDf, "--output", repository.resolve("out").toString()),
                Arrays.stream(more))
            .flatMap(s -> s)
            .toArray(String[]::new));
  }

  private int materialize(String... more) {
    return larder(
        Stream.concat(Stream.of("materialize", "2021-01-01", "2021-02-01"), Arrays.stream(more))
            .toArray(String[]::new));
  }

  private void reports(String columns) {
    spark.sql("SELECT " + columns).coalesce(1).write().parquet(path("reports.parquet"));
  }

  private String path(String name) {
    return repository.resolve(name).toString();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(repository)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void assertRefused(String message) throws IOException {
    List<String> files = files();
    byte[] registry = Files.readAllBytes(repository.resolve("registry.db"));
    assertThat(materialize()).isEqualTo(1);
    assertThat(historical(SPINE)).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("Error: " + message, "Error: " + message);
    assertThat(files()).isEqualTo(files);
    assertThat(repository.resolve("registry.db")).hasBinaryContent(registry);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'ann' person, TIMESTAMP'2021-01-01' t, 1 pull | Data source reports has no column 'pulls'. Did you mean 'pull'?
          TIMESTAMP'2021-01-01' t, 1 pulls              | Data source reports has no column 'person'. Known: pulls, t.
          'ann' person, 1 pulls                         | Data source reports has no column 't'. Known: person, pulls.
          'ann' person, 1 t, 1 pulls                    | Column 't' is int in the source; expected a timestamp, a date, or text in ISO 8601.
          'ann' person, true t, 1 pulls                 | Column 't' is boolean in the source; expected a timestamp, a date, or text in ISO 8601.
          'ann' person, '20:34' t, 1 pulls              | Column 't' of data source reports holds '20:34'; expected a time such as 2021-08-25T20:34:41Z.
          'ann' person, '' t, 1 pulls                   | Column 't' of data source reports holds ''; expected a time such as 2021-08-25T20:34:41Z.
          1.5D person, TIMESTAMP'2021-01-01' t, 1 pulls | Column 'person' is double in the source, but declared String.
          'ann' person, DATE'2021-01-01' t, 'one' pulls | Column 'pulls' is string in the source, but declared Int64.
          'ann' person, DATE'2021-01-01' t, 1e30D pulls | Column 'pulls' holds 1.0E30, which does not fit into Int64.
          """,
      quoteCharacter = '"')
  void columnsThatDoNotFitAreNamed(String columns, String message) throws IOException {
    reports(columns);
    assertRefused("feature view history: " + message);
  }

  @Test
  void noFileIsSaid() throws IOException {
    assertRefused("data source reports: There is nothing at '" + path("reports.parquet") + "'.");
  }

  @Test
  void anotherKindOfFileIsSaid() throws IOException {
    Files.writeString(repository.resolve("reports.parquet"), "person,t,pulls\n");
    assertRefused(
        "data source reports: Expected Parquet files at '"
            + path("reports.parquet")
            + "': file:"
            + path("reports.parquet")
            + " is not a Parquet file.");
  }

  @Test
  void aFileOfAnotherTypeThanTheOthersIsNamedOnceTheJobMeetsIt() throws IOException {
    reports("'ann' person, TIMESTAMP'2021-01-01' t, 1L pulls");
    Path other = repository.resolve("reports.parquet/zzz.parquet");
    spark
        .sql("SELECT 'ann' person, TIMESTAMP'2021-01-01' t, 'two' pulls")
        .coalesce(1)
        .write()
        .parquet(path("other"));
    try (Stream<Path> files = Files.list(repository.resolve("other"))) {
      Path part =
          files.filter(f -> f.getFileName().toString().startsWith("part")).findFirst().get();
      Files.move(part, other);
    }
    assertRefused(
        "file://"
            + other
            + ": A column has another type here than in the other files."
            + " Column: [pulls], Expected: bigint, Found: BINARY.");
  }

  @Test
  void aDamagedFileIsNamedOnceTheJobReadsIt() throws IOException {
    reports("'ann' person, TIMESTAMP'2021-01-01' t, 1L pulls");
    try (Stream<Path> files = Files.walk(repository.resolve("reports.parquet"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith(".parquet")) {
          byte[] bytes = Files.readAllBytes(file);
          Arrays.fill(bytes, 4, 40, (byte) 0xff);
          Files.write(file, bytes);
        } else {
          Files.delete(file);
        }
      }
    }
    assertThat(materialize()).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("Error: file://" + path("reports.parquet/part-"))
        .contains(": The file cannot be read: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select * form x      | Syntax error at or near 'x': extra input 'x'.(line 1, pos 14)
          /* no */ (select b   | Syntax error at or near end of input: missing ')'.(line 1, pos 18)
          select foo           | A column or function parameter with name `foo` cannot be resolved.
          select * from nobody | The table or view `nobody` cannot be found.
          nobody               | The table or view `nobody` cannot be found.
          /nobody.parquet      | There is nothing at '/nobody.parquet'.
          /nobody.csv          | Path does not exist: file:/nobody.csv.
          select 'ann' person  | Expected a column 'event_timestamp', or exactly one timestamp column; found none.
          select 'a' person, now() a, now() b | Expected a column 'event_timestamp', or exactly one timestamp column; found a, b.
          select 'a' p, TIMESTAMP'2021-01-02' event_timestamp | There is no column 'person', a join key of feature view history.
          select 'a' person, 'soon' event_timestamp | Column 'event_timestamp' holds 'soon' in row 1; expected a time such as
          select 'a' person, 5 event_timestamp | Column 'event_timestamp' is int; expected a timestamp.
          select 'a' person, TIMESTAMP'2021-01-02' event_timestamp where false | It has no row with a time in column event_timestamp.
          """,
      quoteCharacter = '"')
  void entityRowsThatCannotBeUsedAreOneLine(String entityDf, String message) throws IOException {
    reports("'ann' person, TIMESTAMP'2021-01-01' t, 1L pulls");
    List<String> files = files();
    assertThat(historical(entityDf)).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("Error: --entity-df: " + message);
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void aColumnOfTheEntityRowsWithTheNameOfAFeatureIsSaid() throws IOException {
    reports("'ann' person, TIMESTAMP'2021-01-01' t, 1L pulls");
    List<String> files = files();
    assertThat(historical(SPINE + ", 5 AS pulls")).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "Error: feature view history: 'pulls' would be both a column of the entity rows and a"
                + " feature of history; --full-feature-names keeps them apart.");
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void aRaggedCsvRowIsSaid() throws IOException {
    reports("'ann' person, TIMESTAMP'2021-01-01' t, 1L pulls");
    Files.writeString(
        repository.resolve("loans.csv"), "person,event_timestamp,x\nann,2021-01-02,1\nbob\n");
    List<String> files = files();
    assertThat(historical(path("loans.csv"))).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("Error: A row of a CSV");
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void anOutputThatCannotBeIsSaidBeforeTheWork() throws IOException {
    List<String> files = files();
    String below = path("registry.db/out");
    assertThat(historical(SPINE, "--output", below)).isEqualTo(2);
    assertThat(
            larder(
                "get-historical-features",
                "--features=history",
                "--entity-df=" + SPINE,
                "--output=" + below))
        .isEqualTo(1);
    assertThat(
            larder(
                "get-historical-features",
                "--features=history",
                "--entity-df=" + SPINE,
                "--overwrite",
                "--output=" + path("registry.db")))
        .isEqualTo(1);
    assertThat(err.toString().lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("Error: --output: Cannot write to '" + below),
            line -> assertThat(line).endsWith("registry.db' is a file; expected a directory."));
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void aFailureInTheJobIsTheSameInTheResultFile() throws IOException {
    reports("'ann' person, DATE'2021-01-01' t, 1e30D pulls");
    Path result = repository.resolve("result.json");
    assertThat(materialize("--result", result.toString())).isEqualTo(1);
    JsonNode error =
        new ObjectMapper().readTree(Files.readString(result, StandardCharsets.UTF_8)).get("error");
    assertThat(error.get("where").asText()).isEqualTo("feature view history");
    assertThat(error.get("message").asText())
        .isEqualTo("Column 'pulls' holds 1.0E30, which does not fit into Int64.");
  }
}
