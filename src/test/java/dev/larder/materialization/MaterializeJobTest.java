package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.MaterializationInterval;
import dev.larder.testing.HashDump;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

class MaterializeJobTest {
  private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2021-12-31T00:00:00Z");

  private final SparkSession spark = SharedSpark.session();

  @TempDir private Path directory;

  @BeforeEach
  void emptyTheCluster() {
    SharedRedisCluster.flush();
  }

  @Test
  void loadsTheNewestRowOfEachEntityAndRecordsTheInterval() throws IOException {
    write(
        "('ann', '2021-01-01', '2021-01-02', 1L)",
        "('ann', '2021-02-01', '2021-02-02', 2L)",
        "('bob', '2021-01-01', '2021-01-02', 3L)",
        "('bob', '2021-01-01', '2021-01-03', 4L)",
        "('eve', '2020-12-31', '2021-01-02', 5L)",
        "(NULL, '2021-01-01', '2021-01-02', 6L)");
    FeatureRepository repository = repository("");
    ViewResult result = run(repository, false);
    assertThat(result.read()).isEqualTo(5);
    assertThat(result.withoutKey()).isEqualTo(1);
    assertThat(result.written()).isEqualTo(2);
    assertThat(repository.registry().load().intervals("history"))
        .containsExactly(new MaterializationInterval(START, END));
    // The INT64 2 of ann and the corrected 4 of bob.
    assertThat(dump())
        .hasSize(2)
        .anyMatch(l -> l.contains("\"2002\""))
        .anyMatch(l -> l.contains("\"2004\""));
  }

  @Test
  void writesOnlyWhatIsNewerUnlessAskedToOverwrite() throws IOException {
    write("('ann', '2021-02-01', '2021-02-02', 2L)");
    FeatureRepository repository = repository("");
    run(repository, false);
    write("('ann', '2021-02-01', '2021-02-03', 3L)");
    assertThat(run(repository, false).skipped()).isEqualTo(1);
    assertThat(dump()).singleElement().asString().contains("\"2002\"");
    assertThat(run(repository, true).written()).isEqualTo(1);
    assertThat(dump()).singleElement().asString().contains("\"2003\"");
    write("('ann', '2021-01-31', '2021-02-03', 4L)");
    assertThat(run(repository, true).skipped()).isEqualTo(1);
    assertThat(dump()).singleElement().asString().contains("\"2003\"");
  }

  @Test
  void anIncrementalRunGoesOnWhereTheLastOneEnded() throws IOException {
    write("('ann', '2021-02-01', '2021-02-02', 2L)", "('bob', '2022-01-01', '2022-01-01', 3L)");
    FeatureRepository repository = repository("");
    run(repository, false);
    Instant later = Instant.parse("2022-06-01T00:00:00Z");
    ViewResult next = run(repository, new Request(List.of(), null, later, false));
    assertThat(next.window().start()).isEqualTo(END);
    assertThat(next.written()).isEqualTo(1);
    ViewResult again = run(repository, new Request(List.of(), null, later, false));
    assertThat(again.upToDate()).isTrue();
    assertThat(repository.registry().load().intervals("history")).hasSize(2);
  }

  @Test
  void aSettingLetsKeysExpire() throws IOException {
    write("('ann', '2021-02-01', '2021-02-02', 2L)");
    run(repository("  key_ttl_seconds: 1000\n"), false);
    assertThat(ttls()).singleElement().satisfies(ttl -> assertThat(ttl).isBetween(900L, 1000L));
  }

  @Test
  void anEmptySourceIsAMistakeAndNothingIsRecorded() throws IOException {
    write("('ann', '2021-02-01', '2021-02-02', 2L)");
    spark
        .read()
        .parquet(directory.resolve("history.parquet").toString())
        .limit(0)
        .write()
        .parquet(directory.resolve("empty").toString());
    Files.writeString(
        directory.resolve("features.yaml"), yaml().replace("history.parquet", "empty"));
    FeatureRepository repository = repository("");
    assertThatThrownBy(() -> run(repository, false))
        .isInstanceOf(UserException.class)
        .hasMessage("data source history_source: It has no rows at all.");
    assertThat(repository.registry().load().intervals("history")).isEmpty();
  }

  @Test
  void aMisspeltViewIsNamed() throws IOException {
    write("('ann', '2021-02-01', '2021-02-02', 2L)");
    FeatureRepository repository = repository("");
    assertThatThrownBy(() -> run(repository, new Request(List.of("histroy"), START, END, false)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("There is no feature view 'histroy'. Did you mean 'history'?");
  }

  private ViewResult run(FeatureRepository repository, boolean overwrite) {
    return run(repository, new Request(List.of(), START, END, overwrite));
  }

  private ViewResult run(FeatureRepository repository, Request request) {
    List<ViewResult> results =
        new MaterializeJob(spark, repository.config(), repository.registry(), request)
            .run(Silent.PROGRESS);
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private static List<String> dump() {
    return HashDump.of(SharedRedisCluster.connectionString()).lines();
  }

  private static List<Long> ttls() {
    List<Long> ttls = new ArrayList<>();
    for (String master : SharedRedisCluster.connectionString().split(",", -1)) {
      try (Jedis jedis = new Jedis(HostAndPort.from(master))) {
        jedis.keys("*").forEach(key -> ttls.add(jedis.ttl(key)));
      }
    }
    return ttls;
  }

  private void write(String... rows) {
    spark
        .sql(
            "SELECT person, CAST(event AS TIMESTAMP) event, CAST(created AS TIMESTAMP) created,"
                + " pulls FROM VALUES "
                + String.join(",", rows)
                + " AS t(person, event, created, pulls)")
        .write()
        .mode("overwrite")
        .parquet(directory.resolve("history.parquet").toString());
  }

  private FeatureRepository repository(String onlineStoreLines) throws IOException {
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        "project: test\nregistry: registry.db\nprovider: local\nonline_store:\n  type: redis\n"
            + "  redis_type: redis_cluster\n  connection_string: \""
            + SharedRedisCluster.connectionString()
            + "\"\n"
            + onlineStoreLines
            + "offline_store:\n  type: file\nentity_key_serialization_version: 3\n");
    Path definitions = directory.resolve("features.yaml");
    if (!Files.exists(definitions)) {
      Files.writeString(definitions, yaml());
    }
    FeatureRepository repository = FeatureRepository.open(directory.toString(), null);
    repository.registry().apply(repository.definitions().orElseThrow());
    return repository;
  }

  private static String yaml() {
    return "entities:\n  - {name: person, join_keys: [person], value_type: STRING}\n"
        + "data_sources:\n  - {name: history_source, type: file, path: history.parquet,"
        + " timestamp_field: event, created_timestamp_column: created}\n"
        + "feature_views:\n  - name: history\n    entities: [person]\n    ttl: 90d\n"
        + "    schema:\n      - {name: pulls, dtype: Int64}\n    source: history_source\n";
  }
}
