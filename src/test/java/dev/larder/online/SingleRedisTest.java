package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.larder.UserException;
import dev.larder.cli.demo.RedisServer;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Settings;
import dev.larder.online.RedisClient.Master;
import dev.larder.testing.SharedRedisCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

class SingleRedisTest {
  @TempDir static Path directory;
  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.start(directory.resolve("single"), null);
    try (Jedis jedis = server.connect()) {
      jedis.aclSetUser("writer", "on", ">secret", "~*", "+hset", "+hmget", "+select");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RedisClient client(RedisType type, String options) {
    OnlineStoreConfig config =
        new OnlineStoreConfig(
            type, "127.0.0.1:" + server.port() + options, "mymaster", 0, true, false);
    return new RedisClient(
        RedisTarget.of(config, Settings.of(Map.of())),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        10);
  }

  private static RedisTarget target(RedisType type, String connectionString) {
    return RedisTarget.of(
        new OnlineStoreConfig(type, connectionString, "mymaster", 0, true, false),
        Settings.of(Map.of()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void isOneMasterOfAllSlots() {
    try (RedisClient client = client(RedisType.REDIS, "")) {
      assertThat(client.masters())
          .singleElement()
          .satisfies(m -> assertThat(m.port()).isEqualTo(server.port()))
          .extracting(Master::slots)
          .satisfies(slots -> assertThat(slots).hasSize(HashSlot.COUNT));
    }
  }

  @Test
  void aUserWritesToItsDatabase() {
    try (RedisClient client = client(RedisType.REDIS, ",username=writer,password=secret,db=3");
        Jedis jedis = server.connect()) {
      client.execute(List.of(RedisCommand.hset(bytes("k"), bytes("f"), bytes("v"))));
      jedis.select(3);
      assertThat(jedis.hget("k", "f")).isEqualTo("v");
    }
  }

  @Test
  void aUserWithoutThePermissionIsTold() {
    try (RedisClient client = client(RedisType.REDIS, ",username=writer,password=secret")) {
      assertThatThrownBy(() -> client.execute(List.of(RedisCommand.unlink(bytes("k")))))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("NOPERM")
          .hasMessageContaining("administrator");
    }
  }

  @Test
  void asksForTheRightTypeWhereItIsNoCluster() {
    try (RedisClient client = client(RedisType.REDIS_CLUSTER, "")) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("set redis_type to redis.");
    }
  }

  @Test
  void noTlsThereIsSaid() {
    try (RedisClient client = client(RedisType.REDIS, ",ssl=true")) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("Redis 127.0.0.1:" + server.port() + ": No TLS connection");
    }
  }

  @Test
  void sentinelsSayWhereItIs() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path file = directory.resolve("sentinel.conf");
    Files.write(
        file,
        List.of(
            "bind 127.0.0.1",
            "port " + port,
            "dir " + directory,
            "sentinel monitor mymaster 127.0.0.1 " + server.port() + " 1"));
    Process sentinel =
        new ProcessBuilder("redis-server", file.toString(), "--sentinel")
            .redirectOutput(directory.resolve("sentinel.log").toFile())
            .start();
    String hosts = "127.0.0.1:1,127.0.0.1:" + port;
    try (RedisClient client = sentinelClient(hosts, "mymaster");
        RedisClient other = sentinelClient(hosts, "yourmaster")) {
      await().until(() -> answers(port));
      assertThat(client.masters()).extracting(Master::port).containsExactly(server.port());
      client.execute(List.of(RedisCommand.hset(bytes("s"), bytes("f"), bytes("v"))));
      assertThatThrownBy(other::masters)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("It knows no master");
    } finally {
      sentinel.destroyForcibly();
    }
  }

  private static boolean answers(int port) {
    try (Jedis jedis = new Jedis("127.0.0.1", port)) {
      return "PONG".equals(jedis.ping());
    } catch (JedisException e) {
      return false;
    }
  }

  private static RedisClient sentinelClient(String hosts, String master) {
    OnlineStoreConfig config =
        new OnlineStoreConfig(RedisType.REDIS_SENTINEL, hosts, master, 0, true, false);
    return new RedisClient(
        RedisTarget.of(config, Settings.of(Map.of())),
        Duration.ofSeconds(2),
        Duration.ofMillis(200),
        10);
  }

  @Test
  void aServerOfAClusterIsNoSingleRedis() {
    String[] hosts = SharedRedisCluster.connectionString().split(",", -1);
    RedisTarget target = target(RedisType.REDIS, hosts[0]);
    try (RedisClient client =
        new RedisClient(target, Duration.ofSeconds(2), Duration.ofSeconds(2), 10)) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Redis "
                  + hosts[0]
                  + ": It is one of a cluster's servers: set redis_type to redis_cluster.");
    }
  }

  @Test
  void aClusterOfOneServerWorksAsASingleRedis() {
    try (RedisServer alone =
        RedisServer.start(directory.resolve("alone"), null, "cluster-enabled yes")) {
      RedisTarget target = target(RedisType.REDIS, RedisServer.HOST + ":" + alone.port());
      try (RedisClient client =
              new RedisClient(target, Duration.ofSeconds(2), Duration.ofSeconds(5), 10);
          Jedis jedis = alone.connect()) {
        assertThatThrownBy(client::masters).hasMessageContaining("set redis_type to redis_cluster");
        jedis.clusterAddSlots(IntStream.range(0, HashSlot.COUNT).toArray());
        client.execute(List.of(RedisCommand.hset(bytes("k"), bytes("f"), bytes("v"))));
        assertThat(jedis.hget("k", "f")).isEqualTo("v");
      }
    }
  }

  @Test
  void aClusterWithASlotThatNobodyServesIsRefusedBeforeTheWork() {
    try (RedisServer half =
        RedisServer.start(directory.resolve("half"), null, "cluster-enabled yes")) {
      try (Jedis jedis = half.connect()) {
        jedis.clusterAddSlots(IntStream.range(0, 8000).toArray());
      }
      RedisTarget target = target(RedisType.REDIS_CLUSTER, RedisServer.HOST + ":" + half.port());
      try (RedisClient client =
          new RedisClient(target, Duration.ofSeconds(2), Duration.ofDays(1), 10)) {
        assertThatThrownBy(client::masters)
            .isInstanceOf(UserException.class)
            .hasMessageStartingWith("Redis cluster: No master serves slot 8000");
      }
    }
  }

  @Test
  void aPasswordThatNobodyWantsIsSaid() {
    try (RedisClient client = client(RedisType.REDIS, ",password=top")) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessageEndingWith(
              "It wants no password: check it in online_store.connection_string.");
    }
  }

  @Test
  void noRedisThereIsSaidAtOnce() {
    OnlineStoreConfig config =
        new OnlineStoreConfig(RedisType.REDIS, "127.0.0.1:1", "mymaster", 0, true, false);
    RedisTarget nobody = RedisTarget.of(config, Settings.of(Map.of()));
    try (RedisClient client =
        new RedisClient(nobody, Duration.ofSeconds(2), Duration.ofDays(1), 10)) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Redis 127.0.0.1:1: Nobody listens there (Connection refused): is Redis running?");
    }
  }
}
