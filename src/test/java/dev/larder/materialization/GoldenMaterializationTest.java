package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cli.demo.LocalRedisCluster;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.MaterializationInterval;
import dev.larder.testing.GoldenRepository;
import dev.larder.testing.HashDump;
import dev.larder.testing.SharedData;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Larder loads is, byte for byte, what the real Feast loaded from the same tables. */
class GoldenMaterializationTest {
  private static final String V3 =
      "2c249b6df99423afacd3691b2dd03c4be7fc282f48940f6324f6eba4a8f719fe";

  private static final Instant START = Instant.parse("2016-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2021-09-01T00:00:00Z");

  @TempDir private Path directory;

  @BeforeEach
  void emptyTheCluster() {
    SharedRedisCluster.flush();
  }

  @ParameterizedTest
  @CsvSource({
    "credit_scoring_v3,2c249b6df99423afacd3691b2dd03c4be7fc282f48940f6324f6eba4a8f719fe",
    "credit_scoring_v2,bfe793ad9ace63370b4e5fc49776b451a9a6aea7cba50648e1e0b32bc370d964"
  })
  void loadsWhatFeastLoadedFromFeastsOwnRegistry(String golden, String sha256) {
    FeatureRepository repository =
        GoldenRepository.fromRegistry(directory, golden, SharedRedisCluster.connectionString());
    assertLoads(repository, sha256);
    assertThat(repository.registry().load().intervals("credit_history"))
        .containsExactly(new MaterializationInterval(START, END));
  }

  @ParameterizedTest
  @CsvSource({
    "credit_scoring_v3,2c249b6df99423afacd3691b2dd03c4be7fc282f48940f6324f6eba4a8f719fe",
    "credit_scoring_v2,bfe793ad9ace63370b4e5fc49776b451a9a6aea7cba50648e1e0b32bc370d964"
  })
  @Tag("slow")
  void loadsTheSameFromDefinitionsInYaml(String golden, String sha256) {
    FeatureRepository repository =
        GoldenRepository.fromYaml(directory, golden, SharedRedisCluster.connectionString());
    repository.registry().apply(repository.definitions().orElseThrow());
    assertLoads(repository, sha256);
  }

  @Test
  void loadsEveryTypeAsFeastDid() throws IOException {
    FeatureRepository repository =
        GoldenRepository.fromRegistry(directory, "types", SharedRedisCluster.connectionString());
    run(repository, Instant.parse("1960-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(HashDump.of(SharedRedisCluster.connectionString()).lines())
        .containsExactlyElementsOf(
            Files.readAllLines(SharedData.path("golden/types/online.jsonl")));
  }

  @Test
  void loadsTheSameIntoRedis6() {
    try (LocalRedisCluster cluster = LocalRedisCluster.startEmbedded()) {
      FeatureRepository repository =
          GoldenRepository.fromRegistry(directory, "credit_scoring_v3", cluster.connectionString());
      run(repository, START, END);
      assertThat(HashDump.of(cluster.connectionString()).sha256()).isEqualTo(V3);
    }
  }

  /** Field by field, by a user who may send no finished hashes; then half of it so. */
  @Test
  @Tag("slow")
  void loadsTheSameFieldByFieldAndMixed() {
    SharedRedisCluster.onEveryServer(
        jedis -> jedis.aclSetUser("slow", "on", ">pw", "~*", "+@all", "-restore"));
    FeatureRepository repository =
        GoldenRepository.fromRegistry(
            directory,
            "credit_scoring_v3",
            SharedRedisCluster.connectionString() + ",username=slow,password=pw");
    run(repository, START, END);
    assertThat(HashDump.of(SharedRedisCluster.connectionString()).sha256()).isEqualTo(V3);

    SharedRedisCluster.flush();
    run(repository, START, Instant.parse("2020-04-26T18:01:04.746575Z"));
    assertThat(HashDump.of(SharedRedisCluster.connectionString()).lines()).hasSize(28_844 + 27_771);
    SharedRedisCluster.onEveryServer(jedis -> jedis.aclSetUser("slow", "+restore"));
    run(repository, START, END);
    assertThat(HashDump.of(SharedRedisCluster.connectionString()).sha256()).isEqualTo(V3);
    SharedRedisCluster.onEveryServer(jedis -> jedis.aclDelUser("slow"));
  }

  private static void assertLoads(FeatureRepository repository, String sha256) {
    List<ViewResult> first = run(repository, START, END);
    assertThat(first).extracting(ViewResult::written).containsExactly(28_844L, 28_053L);
    HashDump dump = HashDump.of(SharedRedisCluster.connectionString());
    assertThat(dump.lines()).hasSize(56_897);
    assertThat(dump.sha256()).isEqualTo(sha256);

    List<ViewResult> second = run(repository, START, END);
    assertThat(second).extracting(ViewResult::written).containsExactly(0L, 0L);
    assertThat(second).extracting(ViewResult::skipped).containsExactly(28_844L, 28_053L);
    assertThat(HashDump.of(SharedRedisCluster.connectionString()).sha256()).isEqualTo(sha256);
  }

  private static List<ViewResult> run(FeatureRepository repository, Instant start, Instant end) {
    return new MaterializeJob(
            SharedSpark.session(),
            repository.config(),
            repository.registry(),
            new Request(List.of(), start, end, false))
        .run(Silent.PROGRESS);
  }
}
