package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.larder.cli.demo.RedisServer;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Field;
import dev.larder.feature.Settings;
import dev.larder.feature.ValueType;
import dev.larder.online.WritePolicy.Rule;
import dev.larder.testing.BreakableRedisCluster;
import dev.larder.testing.BreakableRedisCluster.SlotMove;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** What a writer meets while slots and masters change places, moment by moment. */
class ClusterChangesTest {
  private static final FeatureFields FIELDS =
      new FeatureFields("view", List.of(new Field("f", ValueType.STRING)));

  /** A key that is still at its old master must not be made at the new one: one of both is lost. */
  @ParameterizedTest
  @EnumSource(
      value = Rule.class,
      names = {"NEWER", "ALWAYS"})
  void ofASlotThatIsBeingMovedEachKeyIsWrittenWhereItIs(Rule rule) {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(0)) {
      writesEachKeyWhereItIs(cluster, rule);
    }
  }

  /** Which sends all keys of a command on where only one is away. */
  @Test
  void alsoOnRedis6EachKeyIsWrittenWhereItIs() {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.startEmbedded()) {
      writesEachKeyWhereItIs(cluster, Rule.NEWER);
    }
  }

  private static void writesEachKeyWhereItIs(BreakableRedisCluster cluster, Rule rule) {
    int slot = HashSlot.of(key(0));
    RedisServer from = cluster.master(slot * 3 / HashSlot.COUNT);
    RedisServer to = cluster.master((slot * 3 / HashSlot.COUNT + 1) % 3);
    write(cluster, rule, rows(0, 400, 10, "old"));
    SlotMove move = cluster.begin(slot, from, to);
    move.copy(IntStream.range(0, 400).filter(i -> i % 3 == 0).mapToObj(i -> key(i)).toList());

    write(cluster, rule, rows(10, 500, 11, "new"));

    assertThat(values(cluster, 0, 10)).containsOnly("old");
    assertThat(values(cluster, 10, 500)).containsOnly("new");
    assertThat(cluster.keys()).isEqualTo(500);
    move.copyAll();
    move.finish();
    assertThat(values(cluster, 10, 500)).containsOnly("new");
    assertThat(cluster.keys()).isEqualTo(500);
  }

  @Test
  void waitingForReplicasEndsForAWhileWhenTheMasterChanges() {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(1);
        Jedis jedis = cluster.master(1).connect()) {
      NodeConnection connection =
          NodeConnection.open(
              new RedisNode(RedisServer.HOST, cluster.master(1).port()),
              target(cluster),
              Duration.ofSeconds(60),
              Instant.now());
      CompletableFuture<JedisDataException> waiting =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowableOfType(
                      JedisDataException.class,
                      () -> connection.call(Command.WAIT, bytes("2"), bytes("50000"))));
      Awaitility.await().until(() -> jedis.info("clients").contains("blocked_clients:1"));
      BreakableRedisCluster.failOver(cluster.replicaOf(1));
      assertThat(waiting.join()).satisfies(e -> assertThat(RedisErrors.isPassing(e)).isTrue());
      connection.disconnect();
    }
  }

  /** As a task does that begins in the middle of a load. */
  @Test
  void whoBeginsWhileAllMastersAreAwayWaitsForThem() {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(0)) {
      cluster.persist();
      RedisTarget reached = target(cluster).reachedAt(masters(cluster));
      List<RedisServer> masters = IntStream.range(0, 3).mapToObj(cluster::master).toList();
      masters.forEach(RedisServer::stop);
      CompletableFuture<Void> back =
          CompletableFuture.runAsync(
              () -> masters.forEach(RedisServer::start),
              CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
      write(reached, Rule.NEWER, rows(0, 100, 10, "new"));
      back.join();
      assertThat(values(cluster, 0, 100)).containsOnly("new");
    }
  }

  @Test
  void theOneNodeThatWasGivenMayBeAwayForGoodOnceTheOthersAreKnown() {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(1)) {
      RedisServer given = cluster.master(0);
      RedisTarget reached =
          target(RedisServer.HOST + ":" + given.port()).reachedAt(masters(cluster));
      RedisServer replica = cluster.replicaOf(0);
      given.stop();
      BreakableRedisCluster.awaitMaster(replica);
      HashBatch rows = TextRows.of(i -> bytes("key-" + i), 0, 100, 10, "new");
      assertThat(write(reached, Rule.NEWER, rows).cardinality()).isEqualTo(100);
    }
  }

  private static List<RedisNode> masters(BreakableRedisCluster cluster) {
    return IntStream.range(0, 3)
        .mapToObj(i -> new RedisNode(RedisServer.HOST, cluster.master(i).port()))
        .toList();
  }

  private static RedisTarget target(BreakableRedisCluster cluster) {
    return target(cluster.connectionString());
  }

  private static RedisTarget target(String connectionString) {
    return RedisTarget.of(
        new OnlineStoreConfig(
            RedisType.REDIS_CLUSTER, connectionString, "mymaster", 0, true, false),
        Settings.of(Map.of()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] key(int i) {
    return bytes("{slot}" + i);
  }

  private static HashBatch rows(int from, int to, long eventMicros, String value) {
    return TextRows.of(ClusterChangesTest::key, from, to, eventMicros, value);
  }

  private static void write(BreakableRedisCluster cluster, Rule rule, HashBatch rows) {
    write(target(cluster), rule, rows);
  }

  private static BitSet write(RedisTarget target, Rule rule, HashBatch rows) {
    WritePolicy policy =
        new WritePolicy(Duration.ofSeconds(5), Duration.ofSeconds(10), 1000, rule, 1000, 1, 0);
    try (HashWriter writer = new HashWriter(target, FIELDS, policy, counts -> {})) {
      return writer.write(rows);
    }
  }

  private static List<Object> values(BreakableRedisCluster cluster, int from, int to) {
    try (RedisClient client =
        new RedisClient(target(cluster), Duration.ofSeconds(5), Duration.ofSeconds(10), 1000)) {
      return client
          .execute(
              IntStream.range(from, to)
                  .mapToObj(i -> RedisCommand.hmget(key(i), FIELDS.field(1)))
                  .toList())
          .stream()
          .map(reply -> ValueCodec.of(ValueType.STRING).decode((byte[]) ((List<?>) reply).get(0)))
          .toList();
    }
  }
}
