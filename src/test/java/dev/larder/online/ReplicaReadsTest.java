package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cli.demo.RedisServer;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Settings;
import dev.larder.feature.Settings.ReadFrom;
import dev.larder.testing.BreakableRedisCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Reads of a cluster of which every master has a replica. */
class ReplicaReadsTest {
  private static final int KEYS = 60;

  @Test
  void replicasAnswerThemselvesAndMastersForThoseThatHang() {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(1);
        RedisClient writer = client(cluster, ReadFrom.MASTER, Duration.ofSeconds(10));
        RedisClient reader = leastPrivileged(cluster);
        RedisClient hasty = client(cluster, ReadFrom.REPLICA_PREFERRED, Duration.ofSeconds(2))) {
      fill(cluster, writer);
      assertAllAreRead(reader.executeInTime(reads()));
      assertAllAreRead(hasty.executeInTime(reads()));
      assertThat(hmgets(cluster.masters())).isZero();
      assertThat(hmgets(replicas(cluster))).isEqualTo(2 * KEYS);

      BreakableRedisCluster.freeze(
          cluster.replicaOf(1),
          () -> {
            assertAllAreRead(hasty.executeInTime(reads()));
            // It is not asked again at once.
            assertAllAreRead(hasty.executeInTime(reads()));
          });
      assertThat(hmgets(cluster.masters())).isBetween(2L, 2L * KEYS - 2);
    }
  }

  @Test
  void aKilledReplicaAndAFailoverAreReadAround() {
    try (BreakableRedisCluster cluster = BreakableRedisCluster.start(1);
        RedisClient writer = client(cluster, ReadFrom.MASTER, Duration.ofSeconds(10));
        RedisClient reader = client(cluster, ReadFrom.REPLICA_PREFERRED, Duration.ofSeconds(10))) {
      fill(cluster, writer);
      assertAllAreRead(reader.executeInTime(reads()));
      cluster.replicaOf(0).stop();
      assertAllAreRead(reader.executeInTime(reads()));

      assertThat(writer.topologyChanges()).isZero();
      BreakableRedisCluster.failOver(cluster.replicaOf(1));
      assertAllAreRead(writer.execute(reads()));
      assertThat(writer.topologyChanges()).isPositive();
      assertAllAreRead(reader.executeInTime(reads()));
      // The old master is a replica now, and answers as one.
      try (RedisClient later =
          client(cluster, ReadFrom.REPLICA_PREFERRED, Duration.ofSeconds(10))) {
        later.masters();
        Awaitility.await().untilAsserted(() -> assertReplicaAnswers(cluster.master(1), later));
      }
    }
  }

  private static void assertReplicaAnswers(RedisServer server, RedisClient reader) {
    long before = hmgets(List.of(server));
    assertAllAreRead(reader.executeInTime(reads()));
    assertThat(hmgets(List.of(server))).isGreaterThan(before);
  }

  /** A reader who may do no more than the README says. */
  private static RedisClient leastPrivileged(BreakableRedisCluster cluster) {
    for (RedisServer server : servers(cluster)) {
      try (Jedis jedis = server.connect()) {
        jedis.aclSetUser(
            "reader",
            "on",
            ">secret",
            "~*",
            "-@all",
            "+cluster|slots",
            "+asking",
            "+hmget",
            "+readonly");
      }
    }
    return client(
        cluster.connectionString() + ",username=reader,password=secret",
        ReadFrom.REPLICA_PREFERRED,
        Duration.ofSeconds(10));
  }

  private static RedisClient client(
      BreakableRedisCluster cluster, ReadFrom readFrom, Duration deadline) {
    return client(cluster.connectionString(), readFrom, deadline);
  }

  private static RedisClient client(String connectionString, ReadFrom readFrom, Duration deadline) {
    RedisTarget target =
        RedisTarget.of(
            new OnlineStoreConfig(
                RedisType.REDIS_CLUSTER, connectionString, "mymaster", 0, true, false),
            Settings.of(Map.of()));
    return new RedisClient(target, deadline, deadline, 1000, readFrom);
  }

  /** Writes all keys, and waits until the replicas have them. */
  private static void fill(BreakableRedisCluster cluster, RedisClient writer) {
    writer.execute(
        IntStream.range(0, KEYS)
            .mapToObj(i -> RedisCommand.hset(key(i), bytes("f"), bytes("v" + i)))
            .toList());
    Awaitility.await()
        .until(() -> replicas(cluster).stream().mapToLong(ReplicaReadsTest::keys).sum() == KEYS);
  }

  private static List<RedisServer> replicas(BreakableRedisCluster cluster) {
    return IntStream.range(0, 3).mapToObj(cluster::replicaOf).toList();
  }

  private static List<RedisServer> servers(BreakableRedisCluster cluster) {
    return Stream.of(cluster.masters(), replicas(cluster)).flatMap(List::stream).toList();
  }

  private static long keys(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      return jedis.dbSize();
    }
  }

  private static List<RedisCommand> reads() {
    return IntStream.range(0, KEYS).mapToObj(i -> RedisCommand.hmget(key(i), bytes("f"))).toList();
  }

  private static void assertAllAreRead(List<Object> replies) {
    for (int i = 0; i < KEYS; i++) {
      assertThat((byte[]) ((List<?>) replies.get(i)).get(0)).isEqualTo(bytes("v" + i));
    }
  }

  /** How many HMGET these servers have answered. */
  private static long hmgets(List<RedisServer> servers) {
    long calls = 0;
    for (RedisServer server : servers) {
      try (Jedis jedis = server.connect()) {
        calls +=
            Arrays.stream(jedis.info("commandstats").split("\r\n"))
                .filter(line -> line.startsWith("cmdstat_hmget:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+).*", "$1")))
                .sum();
      }
    }
    return calls;
  }

  private static byte[] key(int i) {
    return bytes("key" + i);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
