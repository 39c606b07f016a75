package dev.larder.cli.demo;

import dev.larder.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A Redis Cluster of three masters on loopback ports of this machine. It keeps nothing, and ends
 * with {@link #close} or with this process.
 */
public final class LocalRedisCluster implements AutoCloseable {
  private static final int MASTERS = 3;
  private static final int SLOTS = 16384;

  private final Path directory;
  private final String password;
  private final List<RedisServer> servers = new ArrayList<>();
  private final Thread shutdownHook = new Thread(this::stop, "stop-local-redis");

  private LocalRedisCluster(Path directory, String password) {
    this.directory = directory;
    this.password = password;
  }

  /**
   * Starts a cluster without a password, and waits until it serves all slots.
   *
   * @throws UserException where no {@code redis-server} is installed, or it does not start
   */
  public static LocalRedisCluster start() {
    return start(null);
  }

  /**
   * As {@link #start()}, with a password.
   *
   * @param password null for none
   */
  public static LocalRedisCluster start(String password) {
    LocalRedisCluster cluster = new LocalRedisCluster(temporaryDirectory(), password);
    Runtime.getRuntime().addShutdownHook(cluster.shutdownHook);
    try {
      cluster.form();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("larder-redis");
    } catch (IOException e) {
      throw new UserException("redis-server", "There can be no temporary directory.", e);
    }
  }

  private void form() {
    for (int i = 0; i < MASTERS; i++) {
      servers.add(
          RedisServer.start(
              directory.resolve("master-" + i),
              password,
              "cluster-enabled yes",
              "cluster-node-timeout 2000"));
    }
    for (int i = 0; i < MASTERS; i++) {
      try (Jedis jedis = servers.get(i).connect()) {
        jedis.clusterAddSlots(
            IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS).toArray());
        if (i > 0) {
          jedis.clusterMeet(RedisServer.HOST, servers.get(0).port());
        }
      }
    }
    awaitReady();
  }

  /** Waits until every master sees all slots served, as after a restart. */
  public void awaitReady() {
    servers.forEach(s -> RedisServer.await("see its cluster", () -> seesAll(s)));
  }

  private static boolean seesAll(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      String info = jedis.clusterInfo();
      return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + MASTERS);
    } catch (JedisException e) {
      return false;
    }
  }

  /** The masters, by their slots: to stop one, to start it again, to talk to it. */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /** What {@code online_store.connection_string} says to reach it. */
  public String connectionString() {
    String hosts =
        servers.stream()
            .map(s -> RedisServer.HOST + ":" + s.port())
            .collect(Collectors.joining(","));
    return password == null ? hosts : hosts + ",password=" + password;
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // This process is ending: the hook has done, or does, the same.
    }
  }

  /** One caller at a time: what ends this process and what ends the demo may come together. */
  private synchronized void stop() {
    servers.forEach(RedisServer::stop);
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // What is left lies in the directory for temporary files.
    }
  }
}
