package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.larder.UserException;
import dev.larder.online.HashSlot;
import dev.larder.online.RedisNode;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.proto.FeastProto;
import dev.larder.report.Verification;
import dev.larder.report.Verification.Example;
import dev.larder.report.Verification.Verdict;
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
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.JavaConverters;

/** What a verification finds in the shared cluster, and mends. */
class VerifyJobTest {
  private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2021-12-31T00:00:00Z");
  private static final String PROJECT = "shop";

  @TempDir private Path directory;

  private HistoryRepository repository;

  @BeforeEach
  void prepare() throws IOException {
    SharedRedisCluster.flush();
    repository = new HistoryRepository(directory).configure(PROJECT, "registry.db");
  }

  /** A row of each person, in February. */
  private static String[] people(String... names) {
    return IntStream.range(0, names.length)
        .mapToObj(i -> "('%s', '2021-02-01', '2021-02-02', %dL, 'x')".formatted(names[i], i))
        .toArray(String[]::new);
  }

  private static StoredHash hash(String person) {
    return StoredHash.of(PROJECT, person);
  }

  private static void materialize(FeatureRepository repository, Instant start, Instant end) {
    new MaterializeJob(
            SharedSpark.session(),
            repository.config(),
            repository.registry(),
            new MaterializeJob.Request(List.of(), start, end, false))
        .run(Silent.PROGRESS);
  }

  private static Verification.View verify(
      FeatureRepository repository, double sample, boolean repair, boolean deleteExtra) {
    return verify(repository, new VerifyJob.Request(List.of(), sample, repair, deleteExtra)).get(0);
  }

  private static Verification.View verify(FeatureRepository repository) {
    return verify(repository, 1, false, false);
  }

  private static List<Verification.View> verify(
      FeatureRepository repository, VerifyJob.Request request) {
    return new VerifyJob(SharedSpark.session(), repository.config(), repository.registry(), request)
        .run(Silent.PROGRESS)
        .views();
  }

  private static Map<Verdict, Long> found(Verification.View view) {
    return view.counts().entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static List<String> dump() {
    return HashDump.of(SharedRedisCluster.connectionString()).lines();
  }

  /** One person for each verdict. */
  private FeatureRepository tampered() throws IOException {
    FeatureRepository applied =
        repository
            .define(false, "history")
            .write("history", people("ann", "bob", "cat", "dan", "eve", "fay"))
            .apply();
    materialize(applied, START, END);
    hash("bob").delete();
    hash("cat").set(StoredHash.fields("history").feature(1), new byte[] {18, 1, 'y'});
    hash("dan").setTime("history", Instant.parse("2021-01-15T00:00:00Z"));
    hash("eve").setTime("history", Instant.parse("2021-02-01T00:00:00.000001Z"));
    hash("zoe").setTime("history", Instant.parse("2021-03-01T00:00:00Z"));
    hash("zoe").set(new byte[] {1, 2, 3, 4}, new byte[0]);
    return applied;
  }

  @Test
  void countsTheRowsThatItIsDoneWith() throws IOException, TimeoutException {
    FeatureRepository applied = tampered();
    List<RowCounts> counted = new CopyOnWriteArrayList<>();
    SparkContext spark = SharedSpark.session().sparkContext();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            JavaConverters.seqAsJavaList(task.taskInfo().accumulables()).stream()
                .filter(update -> update.name().contains("verify history"))
                .forEach(update -> counted.add((RowCounts) update.update().get()));
          }
        };
    spark.addSparkListener(listener);
    try {
      verify(applied);
      spark.listenerBus().waitUntilEmpty();
    } finally {
      spark.removeSparkListener(listener);
    }
    RowCounts all = counted.stream().reduce(RowCounts.NONE, RowCounts::plus);
    // Six people, and one that has no source.
    assertThat(all.total()).isEqualTo(7);
    assertThat(all.byNode().keySet())
        .extracting(RedisNode::toString)
        .isSubsetOf(SharedRedisCluster.connectionString().split(","));
  }

  @Test
  void findsEachDifferenceWithSlotAndMaster() throws IOException {
    Verification.View view = verify(tampered());
    assertThat(view.rows()).isEqualTo(6);
    assertThat(view.entities()).isEqualTo(6);
    assertThat(found(view))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Verdict.MATCH, 2L,
                Verdict.MISSING, 1L,
                Verdict.MISMATCH, 1L,
                Verdict.STALE, 1L,
                Verdict.NEWER, 1L,
                Verdict.EXTRA, 1L));
    assertThat(view.examples())
        .extracting(Example::verdict, Example::key)
        .containsExactlyInAnyOrder(
            tuple(Verdict.MISSING, "bob"),
            tuple(Verdict.MISMATCH, "cat"),
            tuple(Verdict.STALE, "dan"),
            tuple(Verdict.NEWER, "eve"),
            tuple(Verdict.EXTRA, "zoe"));
    assertThat(view.examples())
        .allSatisfy(
            example -> {
              assertThat(example.slot()).isEqualTo(HashSlot.of(hash(example.key()).key()));
              assertThat(SharedRedisCluster.connectionString().split(","))
                  .contains(example.master());
            });
    Example mismatch =
        view.examples().stream()
            .filter(e -> e.verdict() == Verdict.MISMATCH)
            .findFirst()
            .orElseThrow();
    assertThat(mismatch.differing()).containsExactly("note");
    assertThat(mismatch.stored()).isEqualTo(mismatch.source()).isEqualTo("2021-02-01T00:00:00Z");
  }

  @Test
  void changesNothingUnlessAskedTo() throws IOException {
    FeatureRepository applied = tampered();
    List<String> before = dump();
    byte[] registry = Files.readAllBytes(directory.resolve("registry.db"));
    verify(applied);
    assertThat(dump()).isEqualTo(before);
    assertThat(directory.resolve("registry.db")).hasBinaryContent(registry);
  }

  @Test
  void repairsWhatIsWrongAndDeletesWhatIsExtra() throws IOException {
    FeatureRepository applied = tampered();
    List<?> newer = hash("eve").content();
    Verification.View mended = verify(applied, 1, true, true);
    assertThat(mended.wrong()).isEqualTo(3);
    assertThat(mended.repaired()).isEqualTo(3);
    assertThat(mended.deleted()).isEqualTo(1);
    assertThat(hash("eve").content()).usingRecursiveComparison().isEqualTo(newer);
    assertThat(hash("zoe").content()).isEmpty();
    assertThat(found(verify(applied)))
        .containsExactlyInAnyOrderEntriesOf(Map.of(Verdict.MATCH, 5L, Verdict.NEWER, 1L));
  }

  @Test
  void anEventTimeThatCannotBeReadIsAMismatchThatARepairAndALoadMend() throws IOException {
    FeatureRepository applied =
        repository.define(false, "history").write("history", people("ann")).apply();
    materialize(applied, START, END);
    byte[] timestamp = StoredHash.fields("history").timestamp();
    hash("ann").set(timestamp, new byte[] {(byte) 0xff});
    assertThat(found(verify(applied, 1, true, false))).containsOnlyKeys(Verdict.MISMATCH);
    assertThat(found(verify(applied))).containsOnlyKeys(Verdict.MATCH);
    hash("ann").set(timestamp, new byte[] {(byte) 0xff});
    materialize(applied, START, END);
    assertThat(found(verify(applied))).containsOnlyKeys(Verdict.MATCH);
  }

  @Test
  void extraEntitiesBeyondTheIntervalsStay() throws IOException {
    FeatureRepository applied =
        repository.define(false, "history").write("history", people("ann")).apply();
    materialize(applied, START, END);
    hash("zoe").setTime("history", END.plusSeconds(1));
    Verification.View view = verify(applied, 1, false, true);
    assertThat(view.counts().get(Verdict.EXTRA)).isEqualTo(1);
    assertThat(view.deleted()).isZero();
    assertThat(view.kept()).isEqualTo(1);
    assertThat(hash("zoe").content()).isNotEmpty();
  }

  @Test
  void viewsThatShareAHashAreVerifiedApart() throws IOException {
    FeatureRepository applied =
        repository
            .define(false, "history", "visits")
            .write("history", people("ann", "bob"))
            .write("visits", people("bob", "cat"))
            .apply();
    materialize(applied, START, END);
    hash("bob").setTime("visits", START);
    hash("ann").setTime("visits", START);
    List<Verification.View> views =
        verify(applied, new VerifyJob.Request(List.of(), 1, true, true));
    assertThat(found(views.get(0))).isEqualTo(Map.of(Verdict.MATCH, 2L));
    assertThat(found(views.get(1)))
        .isEqualTo(Map.of(Verdict.MATCH, 1L, Verdict.STALE, 1L, Verdict.EXTRA, 1L));
    assertThat(views.get(1).deleted()).isEqualTo(1);
    // The timestamp and the features of history alone.
    assertThat(hash("ann").content()).hasSize(6);
    assertThat(verify(applied, new VerifyJob.Request(List.of(), 1, false, false)))
        .allSatisfy(view -> assertThat(found(view)).containsOnlyKeys(Verdict.MATCH));
  }

  @Test
  void aViewWithoutEntitiesHasOneHash() throws IOException {
    FeatureRepository applied =
        repository.define(false, "totals").write("history", people("ann", "bob")).apply();
    materialize(applied, START, END);
    assertThat(found(verify(applied))).isEqualTo(Map.of(Verdict.MATCH, 1L));
    StoredHash.withoutEntities(PROJECT).setTime("totals", START);
    Verification.View stale = verify(applied, 1, true, true);
    assertThat(found(stale)).isEqualTo(Map.of(Verdict.STALE, 1L));
    assertThat(stale.examples().get(0).key()).isEmpty();
    assertThat(found(verify(applied))).isEqualTo(Map.of(Verdict.MATCH, 1L));
  }

  @Test
  void aVersionedViewIsLookedForUnderItsVersionedName() throws IOException {
    repository
        .configure(PROJECT, "{path: registry.db, enable_online_feature_view_versioning: true}")
        .define(false, "history")
        .write("history", people("ann"))
        .apply();
    Path yaml = directory.resolve("features.yaml");
    Files.writeString(yaml, Files.readString(yaml).replaceAll(" *- .name: note.*\n", ""));
    FeatureRepository applied = repository.apply();
    materialize(applied, START, END);
    hash("ann").setTime("history", START);
    assertThat(found(verify(applied))).isEqualTo(Map.of(Verdict.MATCH, 1L));
    hash("ann").setTime("history_v1", START);
    assertThat(found(verify(applied))).isEqualTo(Map.of(Verdict.STALE, 1L));
  }

  @Test
  void onlyTheIntervalsThatWereMaterializedCount() throws IOException {
    FeatureRepository applied =
        repository
            .define(false, "history")
            .write(
                "history",
                "('ann', '2021-01-10', '2021-01-11', 1L, 'x')",
                "('ann', '2021-02-10', '2021-02-11', 2L, 'in no interval')",
                "('bob', '2021-02-10', '2021-02-11', 3L, 'in no interval')",
                "('cat', '2021-03-31', '2021-04-01', 4L, 'at the end')")
            .apply();
    materialize(
        applied, Instant.parse("2021-03-01T00:00:00Z"), Instant.parse("2021-03-20T00:00:00Z"));
    materialize(applied, START, Instant.parse("2021-01-31T00:00:00Z"));
    materialize(
        applied, Instant.parse("2021-03-15T00:00:00Z"), Instant.parse("2021-03-31T00:00:00Z"));
    Verification.View view = verify(applied);
    assertThat(view.intervals())
        .containsExactly(
            new Verification.Interval(START, Instant.parse("2021-01-31T00:00:00Z")),
            new Verification.Interval(
                Instant.parse("2021-03-01T00:00:00Z"), Instant.parse("2021-03-31T00:00:00Z")));
    assertThat(view.rows()).isEqualTo(2);
    assertThat(found(view)).isEqualTo(Map.of(Verdict.MATCH, 2L));
  }

  @Test
  void aSampleHasTheSameKeysOnBothSides() throws IOException {
    String[] names = IntStream.range(0, 400).mapToObj(i -> "p" + i).toArray(String[]::new);
    FeatureRepository applied =
        repository.define(false, "history").write("history", people(names)).apply();
    materialize(applied, START, END);
    Verification.View tenth = verify(applied, 0.1, false, false);
    assertThat(tenth.entities()).isBetween(15L, 80L);
    assertThat(found(tenth)).containsOnlyKeys(Verdict.MATCH);
    repository.write("history", people("p0"));
    long extra = verify(applied, 0.1, false, false).counts().get(Verdict.EXTRA);
    assertThat(extra).isBetween(tenth.entities() - 1, tenth.entities());
    assertThat(verify(applied).counts().get(Verdict.EXTRA)).isEqualTo(399);
  }

  @Test
  void aRowThatMayHaveExpiredIsNotMissing() throws IOException {
    repository.define(false, "history").write("history", people("ann", "bob"));
    FeatureRepository kept = repository.apply();
    materialize(kept, START, END);
    hash("ann").delete();
    assertThat(found(verify(kept))).isEqualTo(Map.of(Verdict.MATCH, 1L, Verdict.MISSING, 1L));

    repository.configure(PROJECT, "registry.db", "key_ttl_seconds: 3600");
    FeatureRepository expiring = repository.apply();
    assertThat(found(verify(expiring)))
        .as("the view was not there when it would have to be written")
        .isEqualTo(Map.of(Verdict.MATCH, 1L, Verdict.MISSING, 1L));
    setCreated(Instant.parse("2021-01-01T00:00:00Z"));
    assertThat(found(verify(expiring))).isEqualTo(Map.of(Verdict.MATCH, 1L, Verdict.EXPIRED, 1L));
    assertThat(verify(expiring, 1, true, false).repaired()).isZero();
  }

  /** Makes the registry say that its views are older than they are. */
  private void setCreated(Instant created) throws IOException {
    Path file = directory.resolve("registry.db");
    FeastProto.Registry.Builder registry =
        FeastProto.Registry.parseFrom(Files.readAllBytes(file)).toBuilder();
    registry
        .getFeatureViewsBuilderList()
        .forEach(
            view ->
                view.getMetaBuilder()
                    .getCreatedTimestampBuilder()
                    .setSeconds(created.getEpochSecond()));
    Files.write(file, registry.build().toByteArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void keysOfEveryTypeAreTheSameOnBothSides(int keyVersion) throws IOException {
    Path config = directory.resolve("feature_store.yaml");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("serialization_version: 3", "serialization_version: " + keyVersion));
    Files.writeString(
        directory.resolve("features.yaml"),
        """
        entities:
          - {name: z, join_keys: [z], value_type: BYTES}
          - {name: text, join_keys: [text], value_type: STRING}
          - {name: small, join_keys: [small], value_type: INT32}
          - {name: big, join_keys: [big], value_type: INT64}
          - {name: at, join_keys: [at], value_type: UNIX_TIMESTAMP}
        data_sources:
          - {name: rows, type: file, path: rows.parquet, timestamp_field: event}
        feature_views:
          - name: history
            entities: [z, text, small, big, at]
            schema:
              - {name: pulls, dtype: Int64}
            source: rows
        """);
    SharedSpark.session()
        .sql(
            "SELECT CAST(concat('b', id % 3) AS BINARY) z, concat('日本 ', id) text,"
                + " CAST(id - 5 AS INT) small, 5 - id big, timestamp_seconds(id * 1000) at,"
                + " TIMESTAMP '2021-02-01' event, id pulls FROM range(20)")
        .write()
        .parquet(directory.resolve("rows.parquet").toString());
    FeatureRepository applied = repository.apply();
    materialize(applied, START, END);
    assertThat(found(verify(applied))).isEqualTo(Map.of(Verdict.MATCH, 20L));
    SharedSpark.session()
        .read()
        .parquet(directory.resolve("rows.parquet").toString())
        .where("pulls < 5")
        .write()
        .parquet(directory.resolve("fewer.parquet").toString());
    Path yaml = directory.resolve("features.yaml");
    Files.writeString(yaml, Files.readString(yaml).replace("rows.parquet", "fewer.parquet"));
    Verification.View fewer = verify(repository.apply(), 1, false, true);
    assertThat(found(fewer)).isEqualTo(Map.of(Verdict.MATCH, 5L, Verdict.EXTRA, 15L));
    assertThat(fewer.deleted()).isEqualTo(15);
    assertThat(fewer.examples()).hasSize(10);
    assertThat(dump()).hasSize(5);
  }

  @Test
  void sensitiveKeysAreMaskedAndCalledTheSameInAllViews() throws IOException {
    FeatureRepository applied =
        repository
            .define(true, "history", "visits")
            .write("history", people("ann", "bob"))
            .write("visits", people("bob"))
            .apply();
    materialize(applied, START, END);
    hash("bob").delete();
    List<Verification.View> views =
        verify(applied, new VerifyJob.Request(List.of(), 1, false, false));
    assertThat(views)
        .allSatisfy(
            view -> assertThat(view.examples()).extracting(Example::key).containsExactly("key #1"));
  }

  @Test
  void whatWasNeverMaterializedCannotBeVerified() throws IOException {
    FeatureRepository applied =
        repository.define(false, "history").write("history", people("ann")).apply();
    assertThatThrownBy(() -> verify(applied))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("No online feature view was materialized yet");
    assertThatThrownBy(
            () -> verify(applied, new VerifyJob.Request(List.of("history"), 1, false, false)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("feature view history: It was not materialized yet");
  }

  @Test
  void anEmptySourceMakesNothingExtra() throws IOException {
    FeatureRepository applied =
        repository.define(false, "history").write("history", people("ann")).apply();
    materialize(applied, START, END);
    List<String> before = dump();
    SharedSpark.session()
        .read()
        .parquet(directory.resolve("history.parquet").toString())
        .limit(0)
        .write()
        .parquet(directory.resolve("empty.parquet").toString());
    Path yaml = directory.resolve("features.yaml");
    Files.writeString(
        yaml, Files.readString(yaml).replace("path: history.parquet", "path: empty.parquet"));
    FeatureRepository emptied = repository.apply();
    assertThatThrownBy(() -> verify(emptied, 1, true, true))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("It has no rows at all");
    assertThat(dump()).isEqualTo(before);
  }
}
