package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code materialize} and {@code materialize-incremental} print, and leave as results. */
class MaterializeCommandTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void prepare() throws IOException {
    SharedRedisCluster.flush();
    source("TIMESTAMP'2021-01-10'", 300);
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        "project: test\nregistry: registry.db\nprovider: local\nonline_store:\n  type: redis\n"
            + "  redis_type: redis_cluster\n  connection_string: \""
            + SharedRedisCluster.connectionString()
            + "\"\noffline_store:\n  type: file\n");
    Files.writeString(
        directory.resolve("features.yaml"),
        "entities:\n  - {name: id, join_keys: [id], value_type: INT64}\n"
            + "data_sources:\n  - {name: numbers, type: file, path: numbers.parquet,"
            + " timestamp_field: event}\n"
            + "feature_views:\n  - name: squares\n    entities: [id]\n"
            + "    schema:\n      - {name: square, dtype: Int64}\n    source: numbers\n");
    assertThat(run("apply")).isZero();
  }

  @Test
  void theResultFileHasTheCountsOfEachViewAndShard() throws IOException {
    JsonNode counts = materialized("materialize", "2021-01-01", "2021-02-01");
    JsonNode view = counts.at("/feature_views/squares");
    assertThat(view.fieldNames())
        .toIterable()
        .containsExactly(
            "start",
            "end",
            "up_to_date",
            "read",
            "without_key",
            "written",
            "skipped",
            "retried",
            "bytes",
            "unreplicated",
            "shards");
    assertThat(view.get("read").asLong()).isEqualTo(301);
    assertThat(view.get("without_key").asLong()).isEqualTo(1);
    assertThat(view.get("written").asLong()).isEqualTo(300);
    assertThat(view.get("bytes").asLong()).isGreaterThan(300 * 50);
    assertThat(view.get("shards").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(SharedRedisCluster.connectionString().split(",", -1));
    for (String count : List.of("written", "bytes", "unreplicated", "retried", "skipped")) {
      long ofShards =
          StreamSupport.stream(view.get("shards").spliterator(), false)
              .mapToLong(shard -> shard.get(count).asLong())
              .sum();
      assertThat(ofShards).as(count).isEqualTo(view.get(count).asLong());
      assertThat(counts.get(count)).as(count).isEqualTo(view.get(count));
    }
    assertThat(out.toString())
        .contains("squares from 2021-01-01 00:00:00+00:00 to 2021-02-01 00:00:00+00:00:")
        .contains("  301 rows read, 300 entities written, 0 not newer than stored")
        .contains("  1 rows left out: a join key is null");
  }

  @Test
  void lateRowsAreCountedWhereTheRunLooksBack() throws IOException {
    materialized("materialize", "2021-01-01", "2021-02-01");
    source("TIMESTAMP'2021-01-31'", 20);
    JsonNode counts = materialized("materialize-incremental", "2021-03-01", "--lookback", "36h");
    assertThat(counts.at("/feature_views/squares/late").asLong()).isEqualTo(20);
    assertThat(counts.at("/feature_views/squares/start").asText())
        .isEqualTo("2021-01-30T12:00:00Z");
    assertThat(out.toString())
        .contains("  20 of them late: written, but not newer than 2021-02-01 00:00:00+00:00");
  }

  @Test
  void aRunWithNothingToDoSaysSoAndSucceeds() throws IOException {
    materialized("materialize", "2021-01-01", "2021-02-01");
    JsonNode counts = materialized("materialize-incremental", "2021-01-15");
    assertThat(counts.at("/feature_views/squares/up_to_date").asBoolean()).isTrue();
    assertThat(out.toString())
        .contains("up to date, nothing to load: the last run ended at 2021-02-01 00:00:00+00:00");
    assertThat(run("teardown", "--yes")).isZero();
    assertThat(run("apply")).isZero();
    materialized("materialize-incremental", "2021-01-15");
    assertThat(out.toString()).contains("nothing to load: a first run starts at");
  }

  @Test
  void anEndInTheFutureIsTakenWhereAllowed() throws IOException {
    materialized("materialize", "2021-01-01", "2999-01-01", "--allow-future-end");
    materialized("materialize-incremental", "2999-01-01", "--allow-future-end");
    assertThat(out.toString()).contains("the last run ended at 2999-01-01 00:00:00+00:00");
  }

  @Test
  void theRateOfAMasterCanBeLimited() throws IOException {
    JsonNode counts =
        materialized("materialize", "2021-01-01", "2021-02-01", "--max-rows-per-second", "100000");
    assertThat(counts.get("written").asLong()).isEqualTo(300);
    assertThat(run("materialize", "2021-01-01", "2021-02-01", "--max-rows-per-second=-1"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--max-rows-per-second: expected 0 or more");
  }

  @Test
  void wrongTimesAndDurationsAreExplained() {
    assertThat(run("materialize", "2021-01-01", "2999-01-01")).isEqualTo(1);
    assertThat(err.toString())
        .contains("Error: materialize: END 2999-01-01T00:00:00Z is in the future.");
    assertThat(run("materialize-incremental", "2021-01-01", "--lookback", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("Expected a duration such as").contains("found 'soon'");
  }

  private JsonNode materialized(String... args) throws IOException {
    Path result = directory.resolve("result.json");
    assertThat(
            run(
                Stream.concat(Stream.of(args), Stream.of("--result", result.toString()))
                    .toArray(String[]::new)))
        .as(err.toString())
        .isZero();
    return new ObjectMapper().readTree(result.toFile()).get("counts");
  }

  private int run(String... args) {
    return Larder.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("-c", directory.toString()), Stream.of(args))
                .toArray(String[]::new));
  }

  /** So many numbers with their squares, and a row without a number. */
  private void source(String event, int count) {
    SharedSpark.session()
        .sql(
            "SELECT nullif(id, %d) AS id, %s AS event, id * id AS square FROM range(%d)"
                .formatted(count, event, count + 1))
        .write()
        .mode("overwrite")
        .parquet(directory.resolve("numbers.parquet").toString());
  }
}
