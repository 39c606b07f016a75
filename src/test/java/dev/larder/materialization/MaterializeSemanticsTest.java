package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.OnlineStoreReader;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.MaterializationInterval;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.RuntimeConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** What runs mean one after the other: windows, lateness, other stores, Feast's settings. */
class MaterializeSemanticsTest {
  private static final List<Field> PULLS = List.of(new Field("pulls", ValueType.INT64));
  private static final EntityKeyEncoder KEYS =
      new EntityKeyEncoder(3, "test", List.of(new Field("person", ValueType.STRING)));
  private static final Instant JANUARY = Instant.parse("2021-01-01T00:00:00Z");
  private static final Instant FEBRUARY = Instant.parse("2021-02-01T00:00:00Z");
  private static final Instant MARCH = Instant.parse("2021-03-01T00:00:00Z");

  @TempDir private Path directory;

  private HistoryRepository history;

  @BeforeEach
  void emptyTheCluster() {
    SharedRedisCluster.flush();
    history = new HistoryRepository(directory);
  }

  @Test
  void anEndInTheFutureIsRefusedUnlessAllowed() {
    history.write("('ann', '2021-01-10', '2021-01-10', 1L)");
    FeatureRepository repository = history.open("");
    Instant soon = Instant.now().plus(Duration.ofMinutes(4));
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    for (Instant start : new Instant[] {JANUARY, null}) {
      assertThatThrownBy(() -> run(repository, start, tomorrow))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("END " + tomorrow + " is in the future.")
          .hasMessageContaining("would find nothing until then")
          .hasMessageContaining("--allow-future-end");
    }
    assertThat(repository.registry().load().intervals("history")).isEmpty();
    assertThat(run(repository, JANUARY, soon).written()).isEqualTo(1);
    Request allowed = new Request(List.of(), JANUARY, tomorrow, false, Duration.ZERO, true, null);
    assertThat(HistoryRepository.run(repository, allowed).skipped()).isEqualTo(1);
    assertThat(run(repository, null, Instant.now()).upToDate()).isTrue();
  }

  @Test
  void rowsThatCameLateAreSeenByLookingBackAndCounted() {
    history.write(
        "('ann', '2021-01-10', '2021-01-10', 1L)", "('bob', '2021-01-10', '2021-01-10', 2L)");
    FeatureRepository repository = history.open("");
    run(repository, JANUARY, FEBRUARY);
    history.write(
        "('ann', '2021-01-10', '2021-01-10', 1L)",
        "('bob', '2021-01-10', '2021-01-10', 2L)",
        // Late: newer than what is stored, new, and at the last end itself.
        "('ann', '2021-01-20', '2021-02-10', 3L)",
        "('eve', '2021-01-25', '2021-02-10', 4L)",
        "('joe', '2021-02-01', '2021-02-10', 5L)",
        // Late, but not the newest of its entity; too late for the lookback; in time.
        "('kim', '2021-01-30', '2021-02-10', 6L)",
        "('kim', '2021-02-02', '2021-02-10', 7L)",
        "('leo', '2021-01-15', '2021-02-10', 8L)",
        "('mia', '2021-02-03', '2021-02-03', 9L)");
    ViewResult result =
        HistoryRepository.run(
            repository,
            new Request(List.of(), null, MARCH, false, Duration.ofDays(14), false, null));
    assertThat(result.window().start()).isEqualTo(Instant.parse("2021-01-18T00:00:00Z"));
    assertThat(result.written()).isEqualTo(5);
    assertThat(result.late()).hasValue(3);
    assertThat(pulls("history", "ann")).isEqualTo(3L);
    assertThat(pulls("history", "kim")).isEqualTo(7L);
    assertThat(pulls("history", "leo")).isNull();
    assertThat(repository.registry().load().intervals("history"))
        .containsExactly(new MaterializationInterval(JANUARY, MARCH));
    assertThat(run(repository, JANUARY, MARCH).late()).isEmpty();
  }

  @Test
  void aLookbackBeyondWhatWasLoadedIsRecordedSinceItIsLoadedThen() {
    history.write("('ann', '2021-01-10', '2021-01-10', 1L)");
    FeatureRepository repository = history.open("");
    Instant start = Instant.parse("2021-01-09T00:00:00Z");
    run(repository, start, FEBRUARY);
    HistoryRepository.run(
        repository, new Request(List.of(), null, MARCH, false, Duration.ofDays(31), false, null));
    assertThat(repository.registry().load().intervals("history"))
        .containsExactly(new MaterializationInterval(JANUARY, MARCH));
  }

  @Test
  void anIncrementalRunIntoAnotherStoreFailsAndSaysWhatFillsIt() {
    history.write(
        "('ann', '2021-01-10', '2021-01-10', 1L)", "('bob', '2021-02-10', '2021-02-10', 2L)");
    FeatureRepository repository = history.open("");
    run(repository, JANUARY, FEBRUARY);
    SharedRedisCluster.flush();
    assertThatThrownBy(() -> run(repository, null, MARCH))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("feature view history: Redis holds nothing of it")
        .hasMessageEndingWith(
            "larder materialize 2021-01-01T00:00:00Z 2021-03-01T00:00:00Z -v history");
    assertThat(stored("history", "bob").eventMicros()).isNull();
    run(repository, JANUARY, MARCH);
    assertThat(run(repository, null, Instant.parse("2021-04-01T00:00:00Z")).written()).isZero();
  }

  @Test
  void anEmptyStoreIsFilledByLookingBackOverAllThatWasLoaded() {
    history.write("('ann', '2021-01-10', '2021-01-10', 1L)");
    FeatureRepository repository = history.open("");
    run(repository, JANUARY, FEBRUARY);
    SharedRedisCluster.flush();
    Request lookingBack =
        new Request(List.of(), null, MARCH, false, Duration.ofDays(31), false, null);
    assertThat(HistoryRepository.run(repository, lookingBack).written()).isEqualTo(1);
  }

  @Test
  void manyLateRowsOfNewEntitiesAreNoReasonToRefuse() {
    List<String> loaded = rows("loaded", 500, "2021-01-10");
    history.write(loaded.toArray(String[]::new));
    FeatureRepository repository = history.open("");
    run(repository, JANUARY, FEBRUARY);
    history.write(
        Stream.concat(rows("late", 3000, "2021-01-11").stream(), loaded.stream())
            .toArray(String[]::new));
    assertThat(run(repository, null, MARCH).upToDate()).isFalse();
  }

  private static List<String> rows(String person, int count, String day) {
    return IntStream.range(0, count)
        .mapToObj(i -> "('%s%d', '%s', '%s', 1L)".formatted(person, i, day, day))
        .toList();
  }

  @Test
  void anEmptyStoreIsNoMistakeWhereKeysExpireOrNoneWereLoaded() {
    history.write("('ann', '2021-01-10', '2021-01-10', 1L)");
    FeatureRepository expiring = history.open("  key_ttl_seconds: 1000\n");
    run(expiring, JANUARY, FEBRUARY);
    SharedRedisCluster.flush();
    assertThat(run(expiring, null, MARCH).written()).isZero();
    history.write(
        "(NULL, '2021-01-10', '2021-01-10', 1L)", "('ann', '2021-03-10', '2021-03-10', 2L)");
    assertThat(run(history.open(""), null, Instant.parse("2021-04-01T00:00:00Z")).written())
        .isEqualTo(1);
  }

  @Test
  void aWindowOfOneInstantReadsThatInstant() {
    history.write(
        "('ann', '2021-01-31 23:59:59.999999', '2021-01-10', 1L)",
        "('bob', '2021-02-01', '2021-02-01', 2L)",
        "('eve', '2021-02-01 00:00:00.000001', '2021-02-01', 3L)");
    FeatureRepository repository = history.open("");
    assertThat(run(repository, FEBRUARY, FEBRUARY).read()).isEqualTo(1);
    assertThat(pulls("history", "bob")).isEqualTo(2L);
    assertThat(repository.registry().load().intervals("history"))
        .containsExactly(new MaterializationInterval(FEBRUARY, FEBRUARY));
  }

  @Test
  void anIncrementalRunThatEndsBeforeTheLastOneDoesNothingAndSucceeds() {
    history.write("('ann', '2021-01-10', '2021-01-10', 1L)");
    FeatureRepository repository = history.open("");
    run(repository, JANUARY, MARCH);
    ViewResult result = run(repository, null, FEBRUARY);
    assertThat(result.upToDate()).isTrue();
    assertThat(result.window().lastEnd()).isEqualTo(MARCH);
    assertThat(repository.registry().load().intervals("history"))
        .containsExactly(new MaterializationInterval(JANUARY, MARCH));
  }

  @Test
  void onlyAWriteRenewsTheTimeToLiveOfAHash() {
    history.write("('ann', '2021-01-10', '2021-01-10', 1L)");
    run(history.open("  key_ttl_seconds: 1000\n"), JANUARY, FEBRUARY);
    FeatureRepository longer = history.open("  key_ttl_seconds: 5000\n");
    assertThat(run(longer, JANUARY, FEBRUARY).skipped()).isEqualTo(1);
    assertThat(ttl("ann")).isBetween(900L, 1000L);
    history.write("('ann', '2021-01-11', '2021-01-11', 2L)");
    assertThat(run(longer, JANUARY, FEBRUARY).written()).isEqualTo(1);
    assertThat(ttl("ann")).isBetween(4900L, 5000L);
    history.write("('ann', '2021-01-12', '2021-01-12', 3L)");
    assertThat(run(history.open(""), JANUARY, FEBRUARY).written()).isEqualTo(1);
    assertThat(ttl("ann")).isBetween(4900L, 5000L);
  }

  @Test
  void skipDedupWritesOlderRowsToo() {
    history.write("('ann', '2021-01-10', '2021-01-10', 1L)");
    FeatureRepository repository = history.open("  skip_dedup: true\n");
    run(repository, JANUARY, FEBRUARY);
    history.write("('ann', '2021-01-09', '2021-01-09', 2L)");
    assertThat(run(repository, JANUARY, FEBRUARY).written()).isEqualTo(1);
    assertThat(pulls("history", "ann")).isEqualTo(2L);
  }

  @Test
  void aNewVersionOfAViewHasFieldsOfItsOwnWhereTheRegistrySaysSo() {
    history.write("('ann', '2021-01-10', '2021-01-10', 1L)");
    String registry = "{path: registry.db, enable_online_feature_view_versioning: true}";
    run(history.open(registry, ""), JANUARY, FEBRUARY);
    history.define("dtype: Int64", "dtype: Int32");
    FeatureRepository repository = history.open(registry, "");
    assertThatThrownBy(() -> run(repository, null, MARCH))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("larder materialize 2021-01-01T00:00:00Z");
    run(repository, JANUARY, MARCH);
    assertThat(pulls("history", "ann")).isEqualTo(1L);
    assertThat(stored("history_v1", "ann").eventMicros()).isNotNull();
  }

  @Test
  void settingsMayComeFromSparksConfigurationAndTheFlagWins() {
    history.write("('ann', '2021-01-10', '2021-01-10', 1L)");
    FeatureRepository repository = history.open("");
    RuntimeConfig conf = SharedSpark.session().conf();
    conf.set("spark.larder.max_rows_per_second", "many");
    try {
      assertThatThrownBy(() -> run(repository, JANUARY, FEBRUARY))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("larder.max_rows_per_second")
          .hasMessageContaining("found 'many'");
      Request limited =
          new Request(List.of(), JANUARY, FEBRUARY, false, Duration.ZERO, false, 1000);
      assertThat(HistoryRepository.run(repository, limited).written()).isEqualTo(1);
    } finally {
      conf.unset("spark.larder.max_rows_per_second");
    }
  }

  private static ViewResult run(FeatureRepository repository, Instant start, Instant end) {
    return HistoryRepository.run(repository, new Request(List.of(), start, end, false));
  }

  private static Object pulls(String onlineName, String person) {
    return stored(onlineName, person).values().get(0);
  }

  private static OnlineStoreReader.StoredRow stored(String onlineName, String person) {
    try (RedisClient client = SharedRedisCluster.client()) {
      return OnlineStoreReader.ofAll(client)
          .read(
              List.of(
                  new OnlineStoreReader.Read(
                      key(person), new FeatureFields(onlineName, PULLS), PULLS)))
          .get(0);
    }
  }

  private static long ttl(String person) {
    try (RedisClient client = SharedRedisCluster.client()) {
      return (Long) client.execute(List.of(new RedisCommand(key(person), Command.TTL))).get(0);
    }
  }

  private static byte[] key(String person) {
    return KEYS.encode(new Object[] {person});
  }
}
