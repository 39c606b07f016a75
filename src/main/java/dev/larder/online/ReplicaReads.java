package dev.larder.online;

import dev.larder.feature.Settings.ReadFrom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which replica a client reads from, where it may: for a slot always the same one, so that few
 * connections are needed, and other clients others. One that did not answer is left alone for a
 * while. For one thread at a time.
 */
final class ReplicaReads {
  private static final Duration LEFT_ALONE = Duration.ofSeconds(10);

  private final ReadFrom policy;
  private final int choice = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);

  /** Nanoseconds at which each last failed. */
  private final Map<RedisNode, Long> failed = new HashMap<>();

  ReplicaReads(ReadFrom policy) {
    this.policy = policy;
  }

  /** A replica that has the slot; null where its master is to be asked. */
  RedisNode of(int slot, Topology topology) {
    if (policy == ReadFrom.MASTER) {
      return null;
    }
    List<RedisNode> replicas = topology.replicasOf(slot);
    for (int i = 0; i < replicas.size(); i++) {
      RedisNode replica = replicas.get((choice + i) % replicas.size());
      if (isUsable(replica)) {
        return replica;
      }
    }
    return null;
  }

  private boolean isUsable(RedisNode replica) {
    Long time = failed.get(replica);
    return time == null || System.nanoTime() - time > LEFT_ALONE.toNanos();
  }

  /** It has not answered, or cannot answer now. */
  void failed(RedisNode replica) {
    failed.put(replica, System.nanoTime());
  }
}
