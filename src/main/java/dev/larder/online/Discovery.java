package dev.larder.online;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Asks the cluster, or the sentinels, who serves what. */
final class Discovery {
  private final RedisTarget target;
  private final Duration timeout;
  private final Connections connections;

  /** The configured servers, and every one that was ever a master. */
  private final Set<RedisNode> known;

  /** Where the next round begins, so that one server with an old view is not asked for ever. */
  private int rounds;

  Discovery(RedisTarget target, Duration timeout, Connections connections) {
    this.target = target;
    this.timeout = timeout;
    this.connections = connections;
    this.known = new LinkedHashSet<>(target.nodes());
  }

  /**
   * The topology as the first server that answers has it.
   *
   * @throws UnavailableException where none answers
   * @throws UserException where a server refuses for good
   */
  Topology find() throws UnavailableException {
    List<RedisNode> candidates = new ArrayList<>(known);
    Collections.rotate(candidates, -rounds++);
    return switch (target.type()) {
      case REDIS -> firstOf(target.nodes().subList(0, 1), this::oneServer);
      case REDIS_CLUSTER -> firstOf(candidates, this::clusterSlots);
      case REDIS_SENTINEL -> firstOf(candidates, this::sentinelMaster);
    };
  }

  /** Asks one server; null where it does not know. */
  private interface Question {
    Topology ask(RedisNode node);
  }

  private static Topology firstOf(List<RedisNode> candidates, Question question)
      throws UnavailableException {
    Problem problem = null;
    boolean answered = false;
    for (RedisNode node : candidates) {
      try {
        Topology topology = question.ask(node);
        if (topology != null) {
          return topology;
        }
        problem =
            new Problem(
                "Redis " + node, "It knows no master: is its cluster, or its sentinel, set up?");
      } catch (JedisConnectionException e) {
        problem = problem == null ? RedisErrors.problem(node, e) : problem;
      } catch (JedisDataException e) {
        if (!RedisErrors.isPassing(e)) {
          throw RedisErrors.fatal(node, e);
        }
        answered = true;
        problem = RedisErrors.problem(node, e);
      }
    }
    throw new UnavailableException(problem, answered);
  }

  private Topology oneServer(RedisNode node) {
    if (isPartOfCluster(node)) {
      throw new UserException(
          "Redis " + node, "It is one of a cluster's servers: set redis_type to redis_cluster.");
    }
    return Topology.single(node);
  }

  /** Whether other servers have slots too. A cluster of one works as a single server does. */
  private boolean isPartOfCluster(RedisNode node) {
    NodeConnection connection = connections.to(node);
    try {
      List<?> ranges = (List<?>) connection.call(Command.CLUSTER, NodeConnection.bytes("SLOTS"));
      Topology topology = Topology.ofClusterSlots(ranges, node);
      return topology.slotsByMaster().size() > 1 || topology.unserved().isPresent();
    } catch (JedisConnectionException e) {
      connections.drop(node);
      throw e;
    } catch (JedisDataException e) {
      if (RedisErrors.isPassing(e)) {
        throw e;
      }
      // No cluster, or a user who may not ask.
      return false;
    }
  }

  private Topology clusterSlots(RedisNode node) {
    try {
      Object reply = connections.to(node).call(Command.CLUSTER, NodeConnection.bytes("SLOTS"));
      List<?> ranges = (List<?>) reply;
      if (ranges.isEmpty()) {
        return null;
      }
      Topology topology = Topology.ofClusterSlots(ranges, node);
      known.addAll(topology.slotsByMaster().keySet());
      return topology;
    } catch (JedisConnectionException e) {
      connections.drop(node);
      throw e;
    }
  }

  private Topology sentinelMaster(RedisNode sentinel) {
    NodeConnection connection = NodeConnection.openSentinel(sentinel, timeout);
    try {
      Object reply =
          connection.call(
              Command.SENTINEL,
              NodeConnection.bytes("get-master-addr-by-name"),
              NodeConnection.bytes(target.sentinelMaster()));
      if (!(reply instanceof List<?> address)) {
        return null;
      }
      return Topology.single(
          new RedisNode(text(address.get(0)), Integer.parseInt(text(address.get(1)))));
    } finally {
      connection.disconnect();
    }
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }
}
