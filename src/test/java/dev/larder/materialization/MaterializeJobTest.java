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
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

class MaterializeJobTest {
  private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2021-12-31T00:00:00Z");

  @TempDir private Path directory;

  private HistoryRepository history;

  @BeforeEach
  void emptyTheCluster() {
    SharedRedisCluster.flush();
    history = new HistoryRepository(directory);
  }

  @Test
  void loadsTheNewestRowOfEachEntityAndRecordsTheInterval() {
    history.write(
        "('ann', '2021-01-01', '2021-01-02', 1L)",
        "('ann', '2021-02-01', '2021-02-02', 2L)",
        "('bob', '2021-01-01', '2021-01-02', 3L)",
        "('bob', '2021-01-01', '2021-01-03', 4L)",
        "('eve', '2020-12-31', '2021-01-02', 5L)",
        "(NULL, '2021-01-01', '2021-01-02', 6L)");
    FeatureRepository repository = history.open("");
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
  void writesOnlyWhatIsNewerUnlessAskedToOverwrite() {
    history.write("('ann', '2021-02-01', '2021-02-02', 2L)");
    FeatureRepository repository = history.open("");
    run(repository, false);
    history.write("('ann', '2021-02-01', '2021-02-03', 3L)");
    assertThat(run(repository, false).skipped()).isEqualTo(1);
    assertThat(dump()).singleElement().asString().contains("\"2002\"");
    assertThat(run(repository, true).written()).isEqualTo(1);
    assertThat(dump()).singleElement().asString().contains("\"2003\"");
    history.write("('ann', '2021-01-31', '2021-02-03', 4L)");
    assertThat(run(repository, true).skipped()).isEqualTo(1);
    assertThat(dump()).singleElement().asString().contains("\"2003\"");
  }

  @Test
  void anIncrementalRunGoesOnWhereTheLastOneEnded() {
    history.write(
        "('ann', '2021-02-01', '2021-02-02', 2L)", "('bob', '2022-01-01', '2022-01-01', 3L)");
    FeatureRepository repository = history.open("");
    run(repository, false);
    Instant later = Instant.parse("2022-06-01T00:00:00Z");
    ViewResult next = HistoryRepository.run(repository, new Request(List.of(), null, later, false));
    assertThat(next.window().start()).isEqualTo(END);
    assertThat(next.written()).isEqualTo(1);
    ViewResult again =
        HistoryRepository.run(repository, new Request(List.of(), null, later, false));
    assertThat(again.upToDate()).isTrue();
    assertThat(repository.registry().load().intervals("history"))
        .containsExactly(new MaterializationInterval(START, later));
  }

  @Test
  void aSettingLetsKeysExpire() {
    history.write("('ann', '2021-02-01', '2021-02-02', 2L)");
    run(history.open("  key_ttl_seconds: 1000\n"), false);
    assertThat(ttls()).singleElement().satisfies(ttl -> assertThat(ttl).isBetween(900L, 1000L));
  }

  @Test
  void anEmptySourceIsAMistakeAndNothingIsRecorded() {
    history.write("('ann', '2021-02-01', '2021-02-02', 2L)");
    SharedSpark.session()
        .read()
        .parquet(directory.resolve("history.parquet").toString())
        .limit(0)
        .write()
        .parquet(directory.resolve("empty").toString());
    history.define("history.parquet", "empty");
    FeatureRepository repository = history.open("");
    assertThatThrownBy(() -> run(repository, false))
        .isInstanceOf(UserException.class)
        .hasMessage("data source history_source: It has no rows at all.");
    assertThat(repository.registry().load().intervals("history")).isEmpty();
  }

  @Test
  void aMisspeltViewIsNamed() {
    history.write("('ann', '2021-02-01', '2021-02-02', 2L)");
    FeatureRepository repository = history.open("");
    assertThatThrownBy(
            () ->
                HistoryRepository.run(
                    repository, new Request(List.of("histroy"), START, END, false)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("There is no feature view 'histroy'. Did you mean 'history'?");
  }

  private static ViewResult run(FeatureRepository repository, boolean overwrite) {
    return HistoryRepository.run(repository, new Request(List.of(), START, END, overwrite));
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
}
