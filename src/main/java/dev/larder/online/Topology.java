package dev.larder.online;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which master, and which replicas of it, serve which slot, at one moment. */
final class Topology {
  private final RedisNode[] owners;
  private final Map<RedisNode, List<RedisNode>> replicas;

  private Topology(RedisNode[] owners, Map<RedisNode, List<RedisNode>> replicas) {
    this.owners = owners;
    this.replicas = replicas;
  }

  /** One server with all slots. */
  static Topology single(RedisNode node) {
    RedisNode[] owners = new RedisNode[HashSlot.COUNT];
    Arrays.fill(owners, node);
    return new Topology(owners, Map.of());
  }

  /**
   * What CLUSTER SLOTS replied: ranges of slots, each with first slot, last slot, master and
   * replicas; a server begins with its host and port.
   *
   * @param asked the server that replied: a master without a host is on the same one
   */
  static Topology ofClusterSlots(List<?> reply, RedisNode asked) {
    RedisNode[] owners = new RedisNode[HashSlot.COUNT];
    Map<RedisNode, List<RedisNode>> replicas = new HashMap<>();
    for (Object range : reply) {
      List<?> parts = (List<?>) range;
      int first = ((Long) parts.get(0)).intValue();
      int last = ((Long) parts.get(1)).intValue();
      RedisNode master = node((List<?>) parts.get(2), asked);
      Arrays.fill(owners, first, last + 1, master);
      replicas.put(
          master, parts.stream().skip(3).map(replica -> node((List<?>) replica, asked)).toList());
    }
    return new Topology(owners, replicas);
  }

  private static RedisNode node(List<?> server, RedisNode asked) {
    byte[] host = (byte[]) server.get(0);
    int port = ((Long) server.get(1)).intValue();
    return host == null || host.length == 0
        ? new RedisNode(asked.host(), port)
        : new RedisNode(new String(host, StandardCharsets.UTF_8), port);
  }

  /** The same, but for slots of which a server has just said where they are. */
  Topology with(Map<Integer, RedisNode> moved) {
    RedisNode[] changed = owners.clone();
    moved.forEach((slot, node) -> changed[slot] = node);
    return new Topology(changed, replicas);
  }

  /** How many replicas a cluster's master has; empty where that was not said. */
  OptionalInt replicas(RedisNode master) {
    List<RedisNode> known = replicas.get(master);
    return known == null ? OptionalInt.empty() : OptionalInt.of(known.size());
  }

  /** The replicas that have a slot, in the order in which the cluster names them. */
  List<RedisNode> replicasOf(int slot) {
    return replicas.getOrDefault(owners[slot], List.of());
  }

  /** Whether every slot is at the same master. */
  boolean hasSameMasters(Topology other) {
    return Arrays.equals(owners, other.owners);
  }

  /** The master of a slot; null where none serves it. */
  RedisNode owner(int slot) {
    return owners[slot];
  }

  /** The lowest slot that no master serves. */
  OptionalInt unserved() {
    return IntStream.range(0, owners.length).filter(slot -> owners[slot] == null).findFirst();
  }

  /** The masters with their slots, by their lowest slot. */
  Map<RedisNode, int[]> slotsByMaster() {
    return IntStream.range(0, owners.length)
        .boxed()
        .filter(slot -> Objects.nonNull(owners[slot]))
        .collect(
            Collectors.groupingBy(
                slot -> owners[slot],
                LinkedHashMap::new,
                Collectors.collectingAndThen(
                    Collectors.toList(),
                    slots -> slots.stream().mapToInt(Integer::intValue).toArray())));
  }
}
