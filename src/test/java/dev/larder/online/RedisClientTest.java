package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.cli.demo.LocalRedisCluster;
import dev.larder.cli.demo.RedisServer;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Settings;
import dev.larder.online.RedisClient.Master;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** The client against a real cluster, which these tests damage: so it is their own. */
class RedisClientTest {
  private static final String PASSWORD = "secret";

  private static LocalRedisCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = LocalRedisCluster.start(PASSWORD);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void empty() {
    cluster
        .servers()
        .forEach(
            server -> {
              try (Jedis jedis = server.connect()) {
                jedis.flushAll();
              }
            });
  }

  private static RedisClient client(String connectionString, Duration deadline) {
    OnlineStoreConfig config =
        new OnlineStoreConfig(
            RedisType.REDIS_CLUSTER, connectionString, "mymaster", 0, true, false);
    return new RedisClient(
        RedisTarget.of(config, Settings.of(Map.of())), Duration.ofSeconds(5), deadline, 100);
  }

  private static RedisClient client() {
    return client(cluster.connectionString(), Duration.ofSeconds(30));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] key(int i) {
    return bytes("key-" + i);
  }

  private static List<RedisCommand> writes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> RedisCommand.hset(key(i), bytes("f"), bytes("value-" + i)))
        .toList();
  }

  private static List<RedisCommand> reads(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> RedisCommand.hmget(key(i), bytes("f"), bytes("absent")))
        .toList();
  }

  private static void assertAllThere(RedisClient client, int count) {
    List<Object> replies = client.execute(reads(count));
    assertThat(replies).hasSize(count);
    for (int i = 0; i < count; i++) {
      List<?> values = (List<?>) replies.get(i);
      assertThat((byte[]) values.get(0)).asString(StandardCharsets.UTF_8).isEqualTo("value-" + i);
      assertThat(values.get(1)).isNull();
    }
  }

  /** A slot of the first master, and keys in it. */
  private static List<byte[]> keysOfSlot(int slot, int count) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(RedisClientTest::key)
        .filter(k -> HashSlot.of(k) == slot)
        .limit(count)
        .toList();
  }

  private static void onEveryNode(String... clusterCommand) {
    for (RedisServer server : cluster.servers()) {
      try (Jedis jedis = server.connect()) {
        jedis.sendCommand(Command.CLUSTER, clusterCommand);
      } catch (JedisException e) {
        // A node that is in the wanted state already says so by an error.
      }
    }
  }

  private static String id(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      return jedis.clusterMyId();
    }
  }

  @Test
  void mastersServeAllSlotsBetweenThem() {
    try (RedisClient client = client()) {
      List<Master> masters = client.masters();
      assertThat(masters.stream().map(Master::port))
          .containsExactlyElementsOf(cluster.servers().stream().map(RedisServer::port).toList());
      assertThat(masters.stream().flatMapToInt(m -> IntStream.of(m.slots())))
          .containsExactlyElementsOf(IntStream.range(0, HashSlot.COUNT).boxed().toList());
    }
  }

  @Test
  void repliesComeInTheOrderOfTheCommandsFromAllNodes() {
    try (RedisClient client = client()) {
      assertThat(client.execute(writes(1000))).containsOnly(1L);
      assertThat(client.execute(writes(1000))).containsOnly(0L);
      assertAllThere(client, 1000);
      assertThat(client.execute(List.of())).isEmpty();
    }
  }

  @Test
  void keysExpireVanishAndLoseFields() {
    try (RedisClient client = client()) {
      client.execute(writes(3));
      assertThat(
              client.execute(
                  List.of(
                      new RedisCommand(key(0), Command.EXPIRE, bytes("100")),
                      RedisCommand.unlink(key(1)),
                      RedisCommand.hdel(key(2), bytes("f")),
                      new RedisCommand(key(1), Command.EXPIRE, bytes("100")))))
          .containsExactly(1L, 1L, 1L, 0L);
      assertThat(client.execute(List.of(RedisCommand.hgetall(key(0)))).get(0))
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .hasSize(2);
    }
  }

  @Test
  void scansTheKeysOfEveryMaster() {
    try (RedisClient client = client()) {
      client.execute(writes(500));
      client.execute(List.of(RedisCommand.hset(bytes("other"), bytes("f"), bytes("v"))));
      List<String> found = new ArrayList<>();
      client
          .masters()
          .forEach(
              m ->
                  client.scan(
                      m,
                      bytes("key-*"),
                      page -> page.forEach(k -> found.add(new String(k, StandardCharsets.UTF_8)))));
      assertThat(found.stream().distinct()).hasSize(500).allMatch(k -> k.startsWith("key-"));
    }
  }

  @Test
  void followsASlotThatMovesAndOneThatMoved() {
    RedisServer from = cluster.servers().get(0);
    RedisServer to = cluster.servers().get(1);
    int slot = HashSlot.of(key(firstKeyOf(from)));
    List<byte[]> keys = keysOfSlot(slot, 4);
    try (RedisClient client = client()) {
      client.execute(hsets(keys.subList(0, 2), "old"));
      startMigration(slot, from, to);
      try (Jedis jedis = from.connect()) {
        jedis.sendCommand(
            Command.MIGRATE,
            bytes(RedisServer.HOST),
            bytes(Integer.toString(to.port())),
            keys.get(0),
            bytes("0"),
            bytes("5000"),
            bytes("AUTH"),
            bytes(PASSWORD));
      }
      assertThat(values(client, keys.subList(0, 2))).containsExactly("old", "old");
      client.execute(hsets(keys, "new"));
      assertThat(values(client, keys)).containsOnly("new");

      try (Jedis jedis = from.connect()) {
        jedis.sendCommand(
            Command.MIGRATE,
            bytes(RedisServer.HOST),
            bytes(Integer.toString(to.port())),
            keys.get(1),
            bytes("0"),
            bytes("5000"),
            bytes("AUTH"),
            bytes(PASSWORD));
      }
      assign(slot, to);
      client.execute(hsets(keys, "moved"));
      assertThat(values(client, keys)).containsOnly("moved");
      assertThat(client.masters().get(1).slots()).contains(slot);
    } finally {
      try (Jedis jedis = to.connect()) {
        jedis.flushAll();
      }
      // As a migration too: only a node that imports a slot takes a new epoch with it, without
      // which
      // the others may go on believing the old owner.
      startMigration(slot, to, from);
      assign(slot, from);
      cluster.awaitReady();
    }
  }

  private static int firstKeyOf(RedisServer server) {
    int index = cluster.servers().indexOf(server);
    int share = HashSlot.COUNT / cluster.servers().size();
    return IntStream.iterate(0, i -> i + 1)
        .filter(i -> HashSlot.of(key(i)) / (share + 1) == index)
        .findFirst()
        .orElseThrow();
  }

  private static List<RedisCommand> hsets(List<byte[]> keys, String value) {
    return keys.stream().map(k -> RedisCommand.hset(k, bytes("f"), bytes(value))).toList();
  }

  private static List<String> values(RedisClient client, List<byte[]> keys) {
    return client
        .execute(keys.stream().map(k -> RedisCommand.hmget(k, bytes("f"))).toList())
        .stream()
        .map(reply -> new String((byte[]) ((List<?>) reply).get(0), StandardCharsets.UTF_8))
        .toList();
  }

  private static void startMigration(int slot, RedisServer from, RedisServer to) {
    try (Jedis source = from.connect();
        Jedis destination = to.connect()) {
      destination.clusterSetSlotImporting(slot, id(from));
      source.clusterSetSlotMigrating(slot, id(to));
    }
  }

  /** First the new owner, then the old one, then who only watches. */
  private static void assign(int slot, RedisServer owner) {
    try (Jedis jedis = owner.connect()) {
      jedis.clusterSetSlotNode(slot, id(owner));
    }
    onEveryNode("SETSLOT", Integer.toString(slot), "NODE", id(owner));
  }

  @Test
  void aSlotThatNobodyServesIsNamed() {
    int slot = HashSlot.of(key(7));
    onEveryNode("DELSLOTS", Integer.toString(slot));
    try (RedisClient client = client(cluster.connectionString(), Duration.ofMillis(500))) {
      assertThatThrownBy(() -> client.execute(writes(20)))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("Redis cluster: No master serves slot " + slot + ":");
    } finally {
      RedisServer owner = cluster.servers().get(slot * cluster.servers().size() / HashSlot.COUNT);
      try (Jedis jedis = owner.connect()) {
        jedis.clusterAddSlots(slot);
      }
      onEveryNode("SETSLOT", Integer.toString(slot), "NODE", id(owner));
      cluster.awaitReady();
    }
  }

  @Test
  void aWrongPasswordIsNamedWithItsServer() {
    String wrong = cluster.connectionString().replace(PASSWORD, "guess");
    try (RedisClient client = client(wrong, Duration.ofSeconds(30))) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessageMatching(
              "Redis 127\\.0\\.0\\.1:\\d+: WRONGPASS .*Check username and password in"
                  + " online_store.connection_string, or the settings larder\\.redis_.*")
          .hasMessageNotContaining("guess");
    }
  }

  @Test
  void aMissingPasswordIsNamedWithItsServer() {
    String without = cluster.connectionString().replace(",password=" + PASSWORD, "");
    try (RedisClient client = client(without, Duration.ofSeconds(30))) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("NOAUTH")
          .hasMessageContaining("Check username and password");
    }
  }

  @Test
  void aKeyOfAnotherKindIsAnErrorThatNoRetryHides() {
    try (RedisClient client = client()) {
      client.execute(List.of(new RedisCommand(key(1), Command.SET, bytes("text"))));
      assertThatThrownBy(() -> client.execute(writes(3)))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("WRONGTYPE")
          .hasMessageContaining("another program");
      client.execute(List.of(RedisCommand.unlink(key(1))));
      assertThat(client.execute(writes(3))).hasSize(3);
      assertAllThere(client, 3);
    }
  }

  @Test
  void fullMemoryIsAnError() {
    RedisServer full = cluster.servers().get(0);
    try (RedisClient client = client();
        Jedis jedis = full.connect()) {
      jedis.configSet("maxmemory", "1");
      assertThatThrownBy(() -> client.execute(writes(100)))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("Redis 127.0.0.1:" + full.port() + ": OOM ")
          .hasMessageContaining("raise maxmemory");
      jedis.configSet("maxmemory", "0");
    }
  }

  @Test
  void aRestartBetweenBatchesIsSurvived() {
    RedisServer restarted = cluster.servers().get(2);
    try (RedisClient client = client()) {
      client.execute(writes(300));
      restarted.stop();
      restarted.start();
      client.execute(writes(300));
      assertAllThere(client, 300);
    }
    cluster.awaitReady();
  }

  @Test
  void aRestartDuringABatchIsSurvived() throws InterruptedException {
    RedisServer restarted = cluster.servers().get(1);
    Thread fault =
        new Thread(
            () -> {
              restarted.stop();
              restarted.start();
            });
    try (RedisClient client = client()) {
      client.masters();
      fault.start();
      while (fault.isAlive()) {
        client.execute(writes(3000));
      }
      fault.join();
      client.execute(writes(3000));
      assertAllThere(client, 3000);
    } finally {
      fault.join();
      cluster.awaitReady();
    }
  }

  @Test
  void aNodeThatAnswersLateIsAskedAgain() {
    OnlineStoreConfig config =
        new OnlineStoreConfig(
            RedisType.REDIS_CLUSTER, cluster.connectionString(), "mymaster", 0, true, false);
    try (RedisClient client =
            new RedisClient(
                RedisTarget.of(config, Settings.of(Map.of())),
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                100);
        Jedis jedis = cluster.servers().get(0).connect()) {
      client.execute(writes(100));
      jedis.clientPause(1500);
      client.execute(writes(300));
      assertAllThere(client, 300);
    }
  }

  @Test
  void aNodeThatStaysAwayEndsInAnErrorThatNamesIt() {
    RedisServer stopped = cluster.servers().get(2);
    try (RedisClient client = client(cluster.connectionString(), Duration.ofMillis(300))) {
      client.masters();
      stopped.stop();
      assertThatThrownBy(() -> client.execute(writes(100)))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("Redis 127.0.0.1:" + stopped.port() + ": ");
    } finally {
      stopped.start();
      cluster.awaitReady();
    }
  }
}
