package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.materialization.MaterializationEstimate.Master;
import dev.larder.materialization.MaterializationEstimate.View;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.online.RedisClient;
import dev.larder.registry.FeatureRepository;
import dev.larder.testing.HashDump;
import dev.larder.testing.HistoryRepository;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import dev.larder.testing.StoredHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

class MaterializeDryRunTest {
  private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2021-12-31T00:00:00Z");
  private static final Request REQUEST = new Request(List.of(), START, END, false);

  @TempDir private Path directory;

  private HistoryRepository repository;

  @BeforeEach
  void prepare() throws IOException {
    SharedRedisCluster.flush();
    repository = new HistoryRepository(directory).configure("shop", "registry.db");
  }

  private static MaterializationEstimate dryRun(FeatureRepository repository, Request request) {
    return new MaterializeDryRun(
            SharedSpark.session(), repository.config(), repository.registry(), request)
        .run();
  }

  private static void materialize(FeatureRepository repository) {
    new MaterializeJob(SharedSpark.session(), repository.config(), repository.registry(), REQUEST)
        .run(Silent.PROGRESS);
  }

  private static long sum(MaterializationEstimate estimate, ToLongFunction<Master> part) {
    return estimate.masters().stream().mapToLong(part).sum();
  }

  /** A table of so many people. */
  private FeatureRepository people(int count) throws IOException {
    SharedSpark.session()
        .sql(
            "SELECT concat('person ', id) person, TIMESTAMP '2021-02-01' event,"
                + " TIMESTAMP '2021-02-02' created, id pulls, concat('note ', id % 10) note"
                + " FROM range(%d)".formatted(count))
        .write()
        .parquet(directory.resolve("history.parquet").toString());
    return repository.define(false, "history").apply();
  }

  @Test
  void saysWhatIsNewNewerAndOlderAndWritesNothing() throws IOException {
    FeatureRepository applied =
        repository
            .define(false, "history")
            .write(
                "history",
                "('ann', '2021-01-10', '2021-02-02', 1L, 'x')",
                "('ann', '2021-02-10', '2021-02-12', 2L, 'x')",
                "('bob', '2021-02-10', '2021-02-12', 3L, 'x')",
                "('cat', '2021-02-10', '2021-02-12', 4L, 'x')",
                "(NULL, '2021-02-10', '2021-02-12', 5L, 'x')",
                "('dan', '2022-02-10', '2022-02-12', 6L, 'after the window')")
            .apply();
    StoredHash.of("shop", "ann").setTime("history", START);
    StoredHash.of("shop", "bob").setTime("history", END);
    List<String> before = HashDump.of(SharedRedisCluster.connectionString()).lines();
    byte[] registry = Files.readAllBytes(directory.resolve("registry.db"));

    MaterializationEstimate estimate = dryRun(applied, REQUEST);

    assertThat(estimate.featureViews())
        .singleElement()
        .usingRecursiveComparison()
        .ignoringFields("bytes")
        .isEqualTo(
            new View("history", START.toString(), END.toString(), false, 5, 1, 3, 3, 1, 1, 1, 0));
    assertThat(estimate.fits()).isTrue();
    assertThat(estimate.masters())
        .hasSize(3)
        .allSatisfy(master -> assertThat(master.freeBytes()).isNull());
    assertThat(HashDump.of(SharedRedisCluster.connectionString()).lines()).isEqualTo(before);
    assertThat(directory.resolve("registry.db")).hasBinaryContent(registry);
  }

  @Test
  void anEqualEventTimeIsNewerWhereItOverwrites() throws IOException {
    FeatureRepository applied = people(50);
    materialize(applied);
    assertThat(dryRun(applied, REQUEST).featureViews().get(0).older()).isEqualTo(50);
    View corrected =
        dryRun(applied, new Request(List.of(), START, END, true)).featureViews().get(0);
    assertThat(corrected.newer()).isEqualTo(50);
  }

  @Test
  void anIncrementalRunThatIsUpToDateDoesNothing() throws IOException {
    FeatureRepository applied = people(5);
    materialize(applied);
    MaterializationEstimate estimate = dryRun(applied, new Request(List.of(), null, END, false));
    assertThat(estimate.featureViews().get(0).upToDate()).isTrue();
    assertThat(sum(estimate, Master::entities)).isZero();
  }

  @Test
  void theMemoryIsAboutWhatTheServersThenUse() throws IOException {
    FeatureRepository applied = people(30_000);
    MaterializationEstimate estimate = dryRun(applied, REQUEST);
    View view = estimate.featureViews().get(0);
    assertThat(view.entities()).isEqualTo(30_000);
    assertThat(view.sampled()).isBetween(5_000L, 20_000L);
    assertThat(view.newEntities()).isEqualTo(30_000);
    long before = usedBytes();
    materialize(applied);
    assertThat((double) sum(estimate, Master::memoryBytes) / (usedBytes() - before))
        .isBetween(0.8, 1.3);
  }

  private static long usedBytes() {
    try (RedisClient client = SharedRedisCluster.client()) {
      return client.masters().stream()
          .mapToLong(master -> client.memory(master.node()).usedBytes())
          .sum();
    }
  }

  @Test
  void aSampleTellsTheSharesOfAll() throws IOException {
    FeatureRepository applied = people(30_000);
    materialize(applied);
    SharedSpark.session()
        .read()
        .parquet(directory.resolve("history.parquet").toString())
        .selectExpr(
            "person",
            "IF(pulls % 3 = 0, TIMESTAMP '2021-03-01', event) event",
            "created",
            "pulls",
            "note")
        .write()
        .parquet(directory.resolve("later.parquet").toString());
    Path yaml = directory.resolve("features.yaml");
    Files.writeString(
        yaml, Files.readString(yaml).replace("path: history.parquet", "path: later.parquet"));
    View view = dryRun(repository.apply(), REQUEST).featureViews().get(0);
    assertThat(view.newer()).isBetween(9_000L, 11_000L);
    assertThat(view.newer() + view.older()).isEqualTo(30_000);
  }

  @Test
  void aMasterThatIsTooSmallDoesNotFit() throws IOException {
    FeatureRepository applied = people(3_000);
    String master = SharedRedisCluster.connectionString().split(",", -1)[0];
    try (Jedis jedis = new Jedis(HostAndPort.from(master))) {
      Matcher used = Pattern.compile("used_memory:(\\d+)").matcher(jedis.info("memory"));
      assertThat(used.find()).isTrue();
      jedis.configSet("maxmemory", Long.toString(Long.parseLong(used.group(1)) + 20_000));
      MaterializationEstimate estimate = dryRun(applied, REQUEST);
      assertThat(estimate.fits()).isFalse();
      assertThat(estimate.masters())
          .filteredOn(m -> !m.fits())
          .singleElement()
          .satisfies(
              m -> {
                assertThat(m.name()).isEqualTo(master);
                assertThat(m.freeBytes()).isLessThan(m.memoryBytes());
              });
      assertThat(estimate.masters()).filteredOn(Master::fits).hasSize(2);
    } finally {
      try (Jedis jedis = new Jedis(HostAndPort.from(master))) {
        jedis.configSet("maxmemory", "0");
      }
    }
  }

  @Test
  void aRateLimitMakesItTakeLonger() throws IOException {
    FeatureRepository applied = people(3_000);
    double unlimited = writeSeconds(dryRun(applied, REQUEST));
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        Files.readString(directory.resolve("feature_store.yaml"))
            + "larder:\n  max_rows_per_second: 100\n");
    MaterializationEstimate limited = dryRun(repository.apply(), REQUEST);
    assertThat(limited.rowsPerSecond()).isEqualTo(100);
    assertThat(writeSeconds(limited)).isBetween(9.0, 12.0).isGreaterThan(100 * unlimited);
  }

  private static double writeSeconds(MaterializationEstimate estimate) {
    return estimate.seconds() - estimate.readSeconds();
  }
}
