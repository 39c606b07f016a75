package dev.larder.cli.demo;

import dev.larder.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A Redis Cluster of three masters, with or without replicas, on loopback ports of this machine. It
 * keeps nothing, and ends with {@link #close} or with this process.
 */
public final class LocalRedisCluster implements AutoCloseable {
  private static final int MASTERS = 3;
  private static final int SLOTS = 16384;

  private static final String[] DIRECTIVES = {
    "cluster-enabled yes",
    "cluster-node-timeout 2000",
    // Else CLUSTER SLOTS does not name a replica for ten seconds, and it syncs after five.
    "repl-ping-replica-period 1",
    "repl-diskless-sync-delay 0"
  };

  private final Path directory;
  private final String password;
  private final int replicasPerMaster;
  private final boolean embedded;
  private final LocalCertificate certificate;
  private final List<RedisServer> servers = new ArrayList<>();
  private final List<Integer> tlsPorts;
  private final Thread shutdownHook = new Thread(this::stop, "stop-local-redis");

  private LocalRedisCluster(
      String password, int replicasPerMaster, boolean embedded, LocalCertificate certificate) {
    this.directory = temporaryDirectory();
    this.password = password;
    this.replicasPerMaster = replicasPerMaster;
    this.embedded = embedded;
    this.certificate = certificate;
    // In the order of the slots, as those that list them by name expect.
    this.tlsPorts =
        certificate == null
            ? List.of()
            : Stream.generate(RedisServer::freePort).distinct().limit(MASTERS).sorted().toList();
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
    return start(password, 0);
  }

  /** As {@link #start(String)}, with replicas, and waits until they follow their masters. */
  public static LocalRedisCluster start(String password, int replicasPerMaster) {
    return started(new LocalRedisCluster(password, replicasPerMaster, false, null));
  }

  /** As {@link #start()}, with the server inside embedded-redis' jar. */
  public static LocalRedisCluster startEmbedded() {
    return started(new LocalRedisCluster(null, 0, true, null));
  }

  /**
   * As {@link #start()}, with servers that name themselves localhost and speak TLS, among them and
   * with clients; Redis 7 or newer. The plain ports are for {@link RedisServer#connect} alone.
   */
  public static LocalRedisCluster startSecure(LocalCertificate certificate) {
    return started(new LocalRedisCluster(null, 0, false, certificate));
  }

  private static LocalRedisCluster started(LocalRedisCluster cluster) {
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
    for (int i = 0; i < MASTERS * (1 + replicasPerMaster); i++) {
      Path home = directory.resolve("node-" + i);
      String[] directives = directives(i);
      servers.add(
          embedded
              ? RedisServer.startEmbedded(home, password, directives)
              : RedisServer.start(home, password, directives));
    }
    for (int i = 0; i < servers.size(); i++) {
      try (Jedis jedis = servers.get(i).connect()) {
        if (i > 0) {
          jedis.clusterMeet(RedisServer.HOST, ports().get(0));
        }
        if (i < MASTERS) {
          jedis.clusterAddSlots(
              IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS).toArray());
        }
      }
    }
    for (int i = MASTERS; i < servers.size(); i++) {
      follow(servers.get(i), servers.get(i % MASTERS));
    }
    awaitReady();
  }

  private String[] directives(int server) {
    List<String> directives = new ArrayList<>(List.of(DIRECTIVES));
    if (certificate != null) {
      directives.add("tls-port " + tlsPorts.get(server));
      directives.add("tls-cluster yes");
      directives.add("tls-auth-clients no");
      directives.add("tls-cert-file " + certificate.pem());
      directives.add("tls-key-file " + certificate.key());
      directives.add("tls-ca-cert-file " + certificate.pem());
      directives.add("cluster-announce-hostname localhost");
      directives.add("cluster-preferred-endpoint-type hostname");
    }
    return directives.toArray(String[]::new);
  }

  /** Those that the cluster knows its servers by. */
  private List<Integer> ports() {
    return certificate == null ? servers.stream().map(RedisServer::port).toList() : tlsPorts;
  }

  private static void follow(RedisServer replica, RedisServer master) {
    try (Jedis follower = replica.connect();
        Jedis followed = master.connect()) {
      String id = followed.clusterMyId();
      RedisServer.await("know its master", () -> follower.clusterNodes().contains(id));
      follower.clusterReplicate(id);
    }
  }

  /** Waits until every server sees all slots served and all replicas there, as after a restart. */
  public void awaitReady() {
    servers.forEach(s -> RedisServer.await("see its cluster", () -> seesAll(s)));
  }

  private boolean seesAll(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      String info = jedis.clusterInfo();
      return info.contains("cluster_state:ok")
          && info.contains("cluster_known_nodes:" + servers.size())
          && !jedis.info("replication").contains("master_link_status:down")
          && jedis.clusterSlots().stream().allMatch(this::hasReplicas);
    } catch (JedisException e) {
      return false;
    }
  }

  /** A range is told as its first slot, its last, its master, then the replicas that are there. */
  private boolean hasReplicas(Object range) {
    return ((List<?>) range).size() == 3 + replicasPerMaster;
  }

  /**
   * The masters that it started with, by their slots, then in the same order their replicas: to
   * stop one, to start it again, to talk to it.
   */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /** Talks to every server as its administrator. */
  public void forEach(Consumer<Jedis> work) {
    for (RedisServer server : servers) {
      try (Jedis jedis = server.connect()) {
        work.accept(jedis);
      }
    }
  }

  /** Makes a user who may do what the rules say, alike on every server. */
  public void setUser(String name, String... rules) {
    forEach(
        jedis -> {
          jedis.aclDelUser(name);
          jedis.aclSetUser(name, rules);
        });
  }

  /** What {@code online_store.connection_string} says to reach it. */
  public String connectionString() {
    String host = certificate == null ? RedisServer.HOST : "localhost";
    String hosts = ports().stream().map(p -> host + ":" + p).collect(Collectors.joining(","));
    return hosts
        + (password == null ? "" : ",password=" + password)
        + (certificate == null ? "" : ",ssl=true");
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
