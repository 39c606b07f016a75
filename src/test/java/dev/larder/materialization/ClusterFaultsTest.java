package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.cli.demo.RedisServer;
import dev.larder.materialization.KnownRows.Found;
import dev.larder.online.NodeCounts;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.MaterializationInterval;
import dev.larder.testing.BreakableRedisCluster;
import dev.larder.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to a cluster, or to a task, in the middle of a load: afterwards every row must be
 * there. {@code scripts/faults} runs all of it, with more rows.
 */
class ClusterFaultsTest {
  private static final int ROWS = KnownRows.ROWS;
  private static final int SLOTS_TO_MOVE = 1000;

  /** The master that one of two cores begins to write to when a third of a load is done. */
  private static final int LAST = 2;

  private final ExecutorService background = Executors.newFixedThreadPool(2);

  @TempDir private Path directory;

  private interface Fault {
    void strike() throws Exception;
  }

  @AfterEach
  void endLoads() {
    background.shutdownNow();
  }

  @Test
  void aKilledMasterIsReplacedByItsReplica() throws Exception {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(1)) {
      // Amid its rows, so that some are under way.
      survives("kill -9 of a master (3 + 3)", cluster, 0.4, () -> cluster.master(LAST).stop());
    }
  }

  @Test
  @Tag("fault")
  void aPlannedFailoverIsFollowed() throws Exception {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(1)) {
      survives(
          "planned failover of all three masters, one by one",
          cluster,
          () -> {
            for (int master = LAST; master >= 0; master--) {
              BreakableRedisCluster.failOver(cluster.replicaOf(master));
            }
          });
    }
  }

  @Test
  @Tag("fault")
  void aMasterThatFreezesIsReplacedAndComesBackAsAReplica() throws Exception {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(1)) {
      survives(
          "SIGSTOP of a master for 8 s",
          cluster,
          () -> BreakableRedisCluster.freeze(cluster.master(LAST), Duration.ofSeconds(8)));
    }
  }

  /** Without WAIT, what the replica had not read yet would be acknowledged and lost. */
  @Test
  @Tag("fault")
  void aReplicaThatLagsBehindTakesOverWithoutLoss() throws Exception {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(1)) {
      survives(
          "replica frozen for 1.5 s, then its master killed",
          cluster,
          () ->
              BreakableRedisCluster.freeze(
                  cluster.replicaOf(LAST),
                  () -> {
                    // Less than what makes the others take it for dead.
                    Thread.sleep(1500);
                    cluster.master(LAST).stop();
                  }));
    }
  }

  @Test
  void slotsThatMoveAreFollowed() throws Exception {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(0)) {
      survives(
          "resharding of 1,000 slots",
          cluster,
          () -> cluster.reshard(cluster.master(LAST), cluster.master(0), SLOTS_TO_MOVE));
      assertThat(cluster.keys()).isEqualTo(ROWS);
    }
  }

  @Test
  @Tag("fault")
  void aMasterThatIsAddedGetsItsRows() throws Exception {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(0)) {
      RedisServer fourth = cluster.addMaster(directory.resolve("fourth"));
      survives(
          "a master added: 1,000 slots of each other move to it",
          cluster,
          () -> {
            for (int master = LAST; master >= 0; master--) {
              cluster.reshard(cluster.master(master), fourth, SLOTS_TO_MOVE);
            }
          });
      assertThat(cluster.keys()).isEqualTo(ROWS);
    }
  }

  @Test
  @Tag("fault")
  void aRestartOfAllMastersIsWaitedFor() throws Exception {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(0)) {
      cluster.persist();
      survives("kill -9 and restart of all masters", cluster, cluster::restartMasters);
    }
  }

  @Test
  void aFullMasterIsNamedAndTheNextRunCompletesWhatIsMissing() throws Exception {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(0)) {
      KnownRows rows = known(cluster);
      FeatureRepository repository = rows.repository(KnownRows.RATE);
      long start = System.nanoTime();
      Future<ViewResult> load = start(rows, repository, 1, KnownRows.LATEST);
      await(rows.keysAfter(1.0 / 3), cluster, load);
      RedisServer full = cluster.master(LAST);
      BreakableRedisCluster.limitMemory(full, 1);
      assertThatThrownBy(load::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("Redis 127.0.0.1:" + full.port() + ": OOM ")
          .hasMessageContaining("raise maxmemory or add masters, then run this again");
      assertThat(KnownRows.intervals(repository)).hasSize(1);
      BreakableRedisCluster.limitMemory(full, 0);
      verify(
          "a full master; run again after room was made",
          rows,
          repository,
          rows.load(repository, 1, KnownRows.LATEST),
          start);
    }
  }

  @Test
  void aTaskThatEndsAfterHalfItsRowsIsRepeated() throws Exception {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(1)) {
      KnownRows rows = known(cluster);
      FeatureRepository repository = rows.repository(KnownRows.RATE);
      RunningTasks tasks = new RunningTasks();
      SharedSpark.session().sparkContext().addSparkListener(tasks);
      try {
        long start = System.nanoTime();
        Future<ViewResult> load = start(rows, repository, 1, KnownRows.LATEST);
        // Two of six tasks have ended, and two are amid their rows.
        await(rows.keysAfter(5.0 / 12), cluster, load);
        List<Long> running = tasks.running();
        assertThat(running).isNotEmpty();
        running.forEach(
            task -> SharedSpark.session().sparkContext().killTaskAttempt(task, true, "a fault"));
        ViewResult result = load.get();
        // Spark tells its listeners later.
        Awaitility.await()
            .untilAsserted(() -> assertThat(tasks.failed()).containsAnyElementsOf(running));
        verify("tasks killed after half their rows", rows, repository, result, start);
      } finally {
        SharedSpark.session().sparkContext().removeSparkListener(tasks);
      }
    }
  }

  @Test
  void ofABackfillAndAnIncrementalRunAtTheSameTimeTheNewerRowsStay() throws Exception {
    int times = Integer.getInteger("larder.faults.races", 2);
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(0)) {
      long missing = 0;
      long stale = 0;
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        cluster.flush();
        Path home = Files.createDirectory(directory.resolve("race-" + i));
        KnownRows rows = new KnownRows(home, cluster.connectionString(), ROWS / times);
        FeatureRepository repository = rows.repository();
        Future<ViewResult> backfill = start(rows, repository, KnownRows.EARLIEST, 1);
        Future<ViewResult> incremental = start(rows, repository, 2, KnownRows.LATEST);
        backfill.get();
        incremental.get();
        Found found = rows.check(repository);
        missing += found.missing();
        stale += found.stale();
        assertThat(KnownRows.intervals(repository))
            .containsExactlyInAnyOrder(
                interval(KnownRows.EARLIEST, 1), interval(2, KnownRows.LATEST));
      }
      FaultTable.add(
          "backfill and incremental run at the same time, " + times + " times",
          ROWS / times * times,
          seconds(start),
          0,
          0,
          new Found(missing, stale));
      assertThat(missing).isZero();
      assertThat(stale).isZero();
    }
  }

  /** Loads rows into a cluster that has some older ones, and damages it after a third of them. */
  private void survives(String name, BreakableRedisCluster cluster, Fault fault) throws Exception {
    survives(name, cluster, 1.0 / 3, fault);
  }

  /**
   * As above.
   *
   * @param share of the load that is done when the fault strikes
   */
  private void survives(String name, BreakableRedisCluster cluster, double share, Fault fault)
      throws Exception {
    KnownRows rows = known(cluster);
    FeatureRepository repository = rows.repository(KnownRows.RATE);
    long start = System.nanoTime();
    Future<ViewResult> load = start(rows, repository, 1, KnownRows.LATEST);
    await(rows.keysAfter(share), cluster, load);
    fault.strike();
    ViewResult result = load.get();
    assertThat(result.writes().total().retried()).as("rows that the fault met").isPositive();
    verify(name, rows, repository, result, start);
  }

  private KnownRows known(BreakableRedisCluster cluster) {
    KnownRows rows = new KnownRows(directory, cluster.connectionString(), ROWS);
    rows.loadEarliest();
    return rows;
  }

  private Future<ViewResult> start(
      KnownRows rows, FeatureRepository repository, int first, int last) {
    return background.submit(
        () -> {
          SharedSpark.session()
              .sparkContext()
              .setLocalProperty("spark.scheduler.pool", "versions from " + first);
          return rows.load(repository, first, last);
        });
  }

  private static void await(int keys, BreakableRedisCluster cluster, Future<ViewResult> load) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> load.isDone() || cluster.keys() >= keys);
    assertThat(load).isNotDone();
  }

  private static void verify(
      String name, KnownRows rows, FeatureRepository repository, ViewResult result, long start) {
    double seconds = seconds(start);
    Found found = rows.check(repository);
    NodeCounts counts = result.writes().total();
    FaultTable.add(name, rows.rows(), seconds, counts.retried(), counts.unreplicated(), found);
    assertThat(found).isEqualTo(Found.NOTHING);
    assertThat(KnownRows.intervals(repository)).contains(interval(1, KnownRows.LATEST));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static MaterializationInterval interval(int first, int last) {
    return new MaterializationInterval(KnownRows.time(first), KnownRows.time(last));
  }
}
