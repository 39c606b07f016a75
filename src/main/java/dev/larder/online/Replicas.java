package dev.larder.online;

import dev.larder.UserException.Problem;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/** Waits until replicas have what was written, so that it outlives its master. */
final class Replicas {
  private final int wanted;
  private final long patienceMillis;

  Replicas(WritePolicy policy) {
    this.wanted = policy.replicas();
    // Less than the time in which the reply has to come.
    this.patienceMillis = policy.timeout().toMillis() / 2;
  }

  /**
   * Waits for as many replicas as are wanted and there. Where they do not confirm, all rows are
   * pending again.
   */
  void await(NodeRows at, List<Integer> rows) {
    int replicas = Math.min(wanted, there(at));
    if (replicas == 0) {
      return;
    }
    at.pipeline().waitFor(replicas, patienceMillis);
    Object reply = at.pipeline().exchange().get(0);
    if (reply instanceof JedisDataException e
        && !RedisErrors.isReplica(e)
        && !RedisErrors.isPassing(e)) {
      throw RedisErrors.fatal(at.node(), e);
    }
    if (!(reply instanceof Long acknowledged) || acknowledged < replicas) {
      at.outcomes().lost(rows);
      at.round()
          .hinderedBy(
              new Problem(
                  "Redis " + at.node(),
                  "Its replicas do not confirm what is written: see INFO replication, or set"
                      + " larder.wait_replicas."));
    }
  }

  /** Whether fewer replicas are there than are wanted. */
  boolean areTooFew(NodeRows at) {
    return wanted > 0 && there(at) < wanted;
  }

  private int there(NodeRows at) {
    return wanted == 0
        ? 0
        : at.round().replicas(at.node()).orElseGet(() -> connected(at.pipeline()));
  }

  /** Those of a single Redis; none that is known where the user may not ask. */
  private static int connected(RowPipeline pipeline) {
    try {
      return pipeline.server().connectedReplicas();
    } catch (JedisDataException e) {
      if (RedisErrors.forbids(e, "info")) {
        return 0;
      }
      throw e;
    }
  }
}
