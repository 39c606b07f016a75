package dev.larder.testing;

import dev.larder.cli.demo.LocalRedisCluster;
import dev.larder.cli.demo.RedisServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** A Redis Cluster of a test's own, to which happens what happens to clusters while in use. */
public final class BreakableRedisCluster implements AutoCloseable {
  private static final int KEYS_AT_ONCE = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LocalRedisCluster cluster;
  private final List<RedisServer> added = new ArrayList<>();

  private BreakableRedisCluster(LocalRedisCluster cluster) {
    this.cluster = cluster;
  }

  /** Starts three masters. */
  public static BreakableRedisCluster start(int replicasPerMaster) {
    return new BreakableRedisCluster(LocalRedisCluster.start(null, replicasPerMaster));
  }

  /** Starts three masters of Redis 6.2. */
  public static BreakableRedisCluster startEmbedded() {
    return new BreakableRedisCluster(LocalRedisCluster.startEmbedded());
  }

  public String connectionString() {
    return cluster.connectionString();
  }

  /** One of the masters that the cluster started with. */
  public RedisServer master(int i) {
    return cluster.servers().get(i);
  }

  /** The first replica that this master started with. */
  public RedisServer replicaOf(int master) {
    return cluster.servers().get(3 + master);
  }

  /** The masters that the cluster started with, and those that were added. */
  public List<RedisServer> masters() {
    return Stream.concat(cluster.servers().stream().limit(3), added.stream()).toList();
  }

  /** The keys of all masters; those must still be masters. */
  public long keys() {
    long keys = 0;
    for (RedisServer master : masters()) {
      try (Jedis jedis = master.connect()) {
        keys += jedis.dbSize();
      }
    }
    return keys;
  }

  /** Removes all keys. */
  public void flush() {
    for (RedisServer master : masters()) {
      try (Jedis jedis = master.connect()) {
        jedis.flushAll();
      }
    }
  }

  /** Lets a replica take its master's place without loss, and waits until it has. */
  public static void failOver(RedisServer replica) {
    try (Jedis jedis = replica.connect()) {
      jedis.clusterFailover();
    }
    awaitMaster(replica);
  }

  /** Waits until a replica has taken its master's place. */
  public static void awaitMaster(RedisServer replica) {
    try (Jedis jedis = replica.connect()) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> jedis.info("replication").contains("role:master"));
    }
  }

  /** Freezes a server for some time: its process stops, its sockets stay. */
  public static void freeze(RedisServer server, Duration time) {
    freeze(server, () -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
  }

  /** Freezes a server while something happens. */
  public static void freeze(RedisServer server, FrozenProcess.Meanwhile meanwhile) {
    FrozenProcess.freeze(pid(server), meanwhile);
  }

  private static long pid(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      return jedis
          .info("server")
          .lines()
          .filter(line -> line.startsWith("process_id:"))
          .mapToLong(line -> Long.parseLong(line.substring("process_id:".length())))
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * Limits a server's memory; what then does not fit is refused.
   *
   * @param bytes 0 for no limit
   */
  public static void limitMemory(RedisServer server, long bytes) {
    try (Jedis jedis = server.connect()) {
      jedis.configSet("maxmemory", Long.toString(bytes));
    }
  }

  /** Lets the masters keep each write before they acknowledge it, so that a kill loses nothing. */
  public void persist() {
    for (RedisServer master : masters()) {
      try (Jedis jedis = master.connect()) {
        jedis.configSet("appendfsync", "no");
        jedis.configSet("appendonly", "yes");
        jedis.configRewrite();
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> jedis.info("persistence").contains("aof_rewrite_in_progress:0"));
      }
    }
  }

  /** Kills all masters, then starts them again with what they have kept. */
  public void restartMasters() {
    masters().forEach(RedisServer::stop);
    masters().forEach(RedisServer::start);
  }

  /** Adds a master without slots. */
  public RedisServer addMaster(Path directory) {
    RedisServer master =
        RedisServer.start(directory, null, "cluster-enabled yes", "cluster-node-timeout 2000");
    added.add(master);
    try (Jedis jedis = master.connect()) {
      jedis.clusterMeet(RedisServer.HOST, master(0).port());
    }
    for (RedisServer server : masters()) {
      try (Jedis jedis = server.connect()) {
        Awaitility.await().atMost(PATIENCE).until(() -> seesAll(jedis.clusterInfo()));
      }
    }
    return master;
  }

  private boolean seesAll(String clusterInfo) {
    return clusterInfo.contains("cluster_state:ok")
        && clusterInfo.contains("cluster_known_nodes:" + (cluster.servers().size() + added.size()));
  }

  /**
   * Moves some of a master's slots to another one, as {@code redis-cli --cluster reshard} does, but
   * spread over all that it has, and the highest first: a load goes from the lowest slot upwards,
   * so that the two meet however fast each is.
   */
  public void reshard(RedisServer from, RedisServer to, int slots) {
    List<Integer> all = slots(from);
    for (int i = slots - 1; i >= 0; i--) {
      SlotMove move = begin(all.get(i * all.size() / slots), from, to);
      move.copyAll();
      move.finish();
    }
  }

  private static List<Integer> slots(RedisServer master) {
    try (Jedis jedis = master.connect()) {
      String id = jedis.clusterMyId();
      return jedis.clusterSlots().stream()
          .map(range -> (List<?>) range)
          .filter(range -> id.equals(id((List<?>) range.get(2))))
          .flatMap(
              range ->
                  IntStream.rangeClosed(
                          ((Long) range.get(0)).intValue(), ((Long) range.get(1)).intValue())
                      .boxed())
          .toList();
    }
  }

  private static String id(List<?> node) {
    return new String((byte[]) node.get(2), StandardCharsets.US_ASCII);
  }

  /** Begins to move a slot: from now on its new keys are made at the other master. */
  public SlotMove begin(int slot, RedisServer from, RedisServer to) {
    try (Jedis source = from.connect();
        Jedis destination = to.connect()) {
      destination.clusterSetSlotImporting(slot, source.clusterMyId());
      source.clusterSetSlotMigrating(slot, destination.clusterMyId());
    }
    return new SlotMove(slot, from, to);
  }

  /** A slot on its way from one master to another. */
  public final class SlotMove {
    private final int slot;
    private final RedisServer from;
    private final RedisServer to;

    private SlotMove(int slot, RedisServer from, RedisServer to) {
      this.slot = slot;
      this.from = from;
      this.to = to;
    }

    /** Moves keys. */
    public void copy(List<byte[]> keys) {
      try (Jedis source = from.connect()) {
        copy(source, keys);
      }
    }

    /** Moves all keys that the slot's master still has. */
    public void copyAll() {
      try (Jedis source = from.connect()) {
        for (List<byte[]> keys = some(source); !keys.isEmpty(); keys = some(source)) {
          copy(source, keys);
        }
      }
    }

    private List<byte[]> some(Jedis source) {
      List<?> keys =
          (List<?>)
              source.sendCommand(
                  Command.CLUSTER, bytes("GETKEYSINSLOT"), bytes(slot), bytes(KEYS_AT_ONCE));
      return keys.stream().map(key -> (byte[]) key).toList();
    }

    private void copy(Jedis source, List<byte[]> keys) {
      List<byte[]> words = new ArrayList<>();
      words.addAll(List.of(bytes(RedisServer.HOST), bytes(to.port()), bytes("")));
      words.addAll(List.of(bytes(0), bytes(PATIENCE.toMillis()), bytes("KEYS")));
      words.addAll(keys);
      source.sendCommand(Command.MIGRATE, words.toArray(byte[][]::new));
    }

    /** Gives the slot to the other master, which tells it first: its new epoch is what counts. */
    public void finish() {
      try (Jedis destination = to.connect()) {
        String id = destination.clusterMyId();
        destination.clusterSetSlotNode(slot, id);
        Stream.concat(Stream.of(from), masters().stream())
            .filter(server -> server != to)
            .distinct()
            .forEach(server -> tell(server, id));
      }
    }

    private void tell(RedisServer server, String id) {
      try (Jedis jedis = server.connect()) {
        jedis.clusterSetSlotNode(slot, id);
      }
    }
  }

  private static byte[] bytes(Object text) {
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    added.forEach(RedisServer::close);
    cluster.close();
  }
}
