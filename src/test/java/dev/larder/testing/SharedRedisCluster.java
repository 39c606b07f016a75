package dev.larder.testing;

import dev.larder.cli.demo.LocalRedisCluster;
import dev.larder.cli.demo.RedisServer;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Settings;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisTarget;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;

/** One Redis Cluster of three masters for all tests of a JVM; each test empties it first. */
public final class SharedRedisCluster {
  private static LocalRedisCluster cluster;

  private SharedRedisCluster() {}

  private static synchronized LocalRedisCluster cluster() {
    if (cluster == null) {
      cluster = LocalRedisCluster.start();
    }
    return cluster;
  }

  /** Does something on each master. */
  public static void onEveryServer(Consumer<Jedis> action) {
    for (RedisServer server : cluster().servers()) {
      try (Jedis jedis = server.connect()) {
        action.accept(jedis);
      }
    }
  }

  /** Removes all keys. */
  public static void flush() {
    onEveryServer(Jedis::flushAll);
  }

  /** For {@code online_store.connection_string}. */
  public static String connectionString() {
    return cluster().connectionString();
  }

  /** An {@code online_store} block that names it. */
  public static OnlineStoreConfig config() {
    return new OnlineStoreConfig(
        RedisType.REDIS_CLUSTER, connectionString(), "mymaster", 0, true, false);
  }

  /** The same, for clients. */
  public static RedisTarget target() {
    return RedisTarget.of(config(), Settings.of(Map.of()));
  }

  /** A client that the test closes. */
  public static RedisClient client() {
    return new RedisClient(target(), Duration.ofSeconds(5), Duration.ofSeconds(30), 1000);
  }
}
