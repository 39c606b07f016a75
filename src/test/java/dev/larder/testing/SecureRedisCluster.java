package dev.larder.testing;

import dev.larder.cli.demo.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;

/**
 * A Redis Cluster of three masters that names its servers localhost, and speaks TLS among them and
 * with clients. A second, plain port of each is for the test itself.
 */
public final class SecureRedisCluster implements AutoCloseable {
  private static final int MASTERS = 3;
  private static final int SLOTS = 16384;
  private static final int BUS_OFFSET = 10_000;

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<Integer> tlsPorts = new ArrayList<>();

  private SecureRedisCluster() {}

  /** Starts one, and waits until it serves all slots. */
  public static SecureRedisCluster start(Path directory, TestCertificate certificate)
      throws IOException {
    SecureRedisCluster cluster = new SecureRedisCluster();
    try {
      cluster.form(directory, certificate);
      return cluster;
    } catch (RuntimeException | IOException e) {
      cluster.close();
      throw e;
    }
  }

  private void form(Path directory, TestCertificate certificate) throws IOException {
    for (int i = 0; i < MASTERS; i++) {
      int tlsPort = freePort();
      tlsPorts.add(tlsPort);
      servers.add(
          RedisServer.start(
              directory.resolve("secure-" + i),
              null,
              "tls-port " + tlsPort,
              "tls-cluster yes",
              "tls-cert-file " + certificate.pem(),
              "tls-key-file " + certificate.key(),
              "tls-ca-cert-file " + certificate.pem(),
              "tls-auth-clients no",
              "cluster-enabled yes",
              "cluster-node-timeout 5000",
              "cluster-announce-hostname localhost",
              "cluster-preferred-endpoint-type hostname"));
    }
    for (int i = 0; i < MASTERS; i++) {
      try (Jedis jedis = servers.get(i).connect()) {
        jedis.clusterAddSlots(
            IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS).toArray());
        if (i > 0) {
          jedis.clusterMeet(RedisServer.HOST, tlsPorts.get(0));
        }
      }
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                forEach(
                    jedis -> {
                      String slots = jedis.clusterSlots().toString();
                      if (!jedis.clusterInfo().contains("cluster_state:ok")
                          || jedis.clusterSlots().size() < MASTERS) {
                        throw new AssertionError(slots);
                      }
                    }));
  }

  private static int freePort() throws IOException {
    for (int i = 0; i < 1000; i++) {
      try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int candidate = port.getLocalPort() % 20_000 + 20_000;
        if (isFree(candidate) && isFree(candidate + BUS_OFFSET)) {
          return candidate;
        }
      }
    }
    throw new IOException("No port is free.");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
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

  /** The hosts, for {@code online_store.connection_string}, with TLS. */
  public String connectionString() {
    return tlsPorts.stream().map(port -> "localhost:" + port).collect(Collectors.joining(","))
        + ",ssl=true";
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
