package dev.larder.online;

import dev.larder.UserException.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/** One try of the rows of a batch that are pending: what hindered some of them. */
final class WriteRound {
  private final HashBatch batch;
  private final Outcomes outcomes;
  private final Topology topology;
  private final boolean redirects;
  private final Map<Integer, RedisNode> moved = new HashMap<>();
  private Problem problem;

  /**
   * A try.
   *
   * @param redirects whether servers may send rows to others: those of a cluster
   */
  WriteRound(HashBatch batch, Outcomes outcomes, Topology topology, boolean redirects) {
    this.batch = batch;
    this.outcomes = outcomes;
    this.topology = topology;
    this.redirects = redirects;
  }

  /**
   * A server's error to a row's command, which stays pending.
   *
   * @throws dev.larder.UserException where no other try will mend it
   */
  void error(RedisNode node, int row, JedisDataException error) {
    if (redirects && error instanceof JedisMovedDataException e) {
      moved.put(e.getSlot(), RedisNode.redirected(e.getTargetNode(), node));
    } else if (redirects && error instanceof JedisAskDataException e) {
      outcomes.askAt(row, RedisNode.redirected(e.getTargetNode(), node));
    } else if (RedisErrors.isPassing(error)) {
      problem = RedisErrors.passing(node, batch.slot(row), error, topology);
      if (RedisErrors.code(error).equals("TRYAGAIN")) {
        outcomes.sendAlone(row);
      }
    } else {
      throw RedisErrors.fatal(node, error);
    }
  }

  /** Something else for which rows have to wait. */
  void hinderedBy(Problem what) {
    problem = what;
  }

  /** How many replicas a cluster's master has; empty where nobody said. */
  OptionalInt replicas(RedisNode master) {
    return topology.replicas(master);
  }

  /** Slots of which their old masters said where they are now. */
  Map<Integer, RedisNode> moved() {
    return moved;
  }

  /** Why rows must wait before they are tried again; null where they need not. */
  Problem problem() {
    return problem;
  }
}
