package dev.larder.online;

import dev.larder.UserException.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/**
 * One try of some commands: sends to every node that is concerned, then reads every reply, then
 * sorts them into replies for the caller and commands to try again.
 */
final class PipelineRound {
  /**
   * A command that has no reply yet.
   *
   * @param index its place among the caller's commands
   * @param askAt where its slot is just moving to; null for the slot's owner
   * @param first whether it was never tried, so that a replica may do where it is only read from
   */
  record Pending(int index, RedisNode askAt, boolean first) {
    static Pending first(int index) {
      return new Pending(index, null, true);
    }

    /** The same command once more, at the slot's master. */
    Pending again() {
      return new Pending(index, null, false);
    }

    /** The same command once more, where its slot is just moving to. */
    Pending againAt(RedisNode node) {
      return new Pending(index, node, false);
    }
  }

  private final Connections connections;
  private final Topology topology;
  private final ReplicaReads replicas;
  private final boolean redirects;
  private final int depth;
  private final List<RedisCommand> commands;
  private final Object[] replies;
  private final Patience patience;

  private final Set<RedisNode> asReplicas = new HashSet<>();
  private final List<Pending> again = new ArrayList<>();
  private final Map<Integer, RedisNode> moved = new HashMap<>();
  private Problem problem;
  private boolean replicaFailed;

  PipelineRound(
      Connections connections,
      Topology topology,
      ReplicaReads replicas,
      boolean redirects,
      int depth,
      List<RedisCommand> commands,
      Object[] replies,
      Patience patience) {
    this.connections = connections;
    this.topology = topology;
    this.replicas = replicas;
    this.redirects = redirects;
    this.depth = depth;
    this.commands = commands;
    this.replies = replies;
    this.patience = patience;
  }

  /** The commands to try again, in no particular order. */
  List<Pending> again() {
    return again;
  }

  /** Slots of which their old masters said where they are now. */
  Map<Integer, RedisNode> moved() {
    return moved;
  }

  /** Why commands must wait before they are tried again; null where they need not. */
  Problem problem() {
    return problem;
  }

  /** Whether a replica did not answer, so that its master has to. */
  boolean replicaFailed() {
    return replicaFailed;
  }

  void run(List<Pending> pending) {
    Map<RedisNode, Deque<Pending>> byNode = group(pending);
    while (!byNode.isEmpty()) {
      Map<RedisNode, List<Pending>> sent = new LinkedHashMap<>();
      byNode.forEach((node, queue) -> sent.put(node, takeUpTo(depth, queue)));
      sent.entrySet().removeIf(e -> !send(e.getKey(), e.getValue()));
      Map<RedisNode, List<Object>> received = new LinkedHashMap<>();
      sent.forEach((node, batch) -> receive(node, batch, received));
      received.forEach((node, answers) -> sort(node, sent.get(node), answers));
      byNode.forEach(
          (node, queue) -> {
            if (!received.containsKey(node)) {
              again.addAll(queue);
              queue.clear();
            }
          });
      byNode.values().removeIf(Deque::isEmpty);
    }
  }

  private Map<RedisNode, Deque<Pending>> group(List<Pending> pending) {
    Map<RedisNode, Deque<Pending>> byNode = new LinkedHashMap<>();
    for (Pending p : pending) {
      int slot = commands.get(p.index()).slot();
      RedisNode node = node(p, slot);
      if (node == null) {
        again.add(p);
        problem = RedisErrors.unserved(slot);
      } else {
        byNode.computeIfAbsent(node, n -> new ArrayDeque<>()).add(p);
      }
    }
    return byNode;
  }

  private RedisNode node(Pending p, int slot) {
    RedisNode replica = p.first() ? replicas.of(slot, topology) : null;
    if (replica != null) {
      asReplicas.add(replica);
      return replica;
    }
    return p.askAt() == null ? topology.owner(slot) : p.askAt();
  }

  private static List<Pending> takeUpTo(int count, Deque<Pending> queue) {
    List<Pending> batch = new ArrayList<>();
    while (batch.size() < count && !queue.isEmpty()) {
      batch.add(queue.poll());
    }
    return batch;
  }

  /** Whether all of it could be sent. */
  private boolean send(RedisNode node, List<Pending> batch) {
    try {
      NodeConnection connection =
          asReplicas.contains(node) ? connections.toReplica(node) : connections.to(node);
      for (Pending p : batch) {
        if (p.askAt() != null) {
          connection.sendCommand(Command.ASKING);
        }
        RedisCommand command = commands.get(p.index());
        connection.sendCommand(command.command(), command.words());
      }
      connection.flushCommands();
      return true;
    } catch (JedisConnectionException e) {
      lost(node, batch, e);
      return false;
    } catch (JedisDataException e) {
      retryLater(node, batch, e);
      return false;
    }
  }

  private void receive(RedisNode node, List<Pending> batch, Map<RedisNode, List<Object>> received) {
    long asked = batch.stream().filter(p -> p.askAt() != null).count();
    try {
      // What a replica leaves of the time is its master's.
      Duration longest = asReplicas.contains(node) ? patience.left().dividedBy(2) : patience.left();
      received.put(node, connections.to(node).receive(batch.size() + (int) asked, longest));
    } catch (JedisConnectionException e) {
      lost(node, batch, e);
    }
  }

  private void lost(RedisNode node, List<Pending> batch, JedisConnectionException e) {
    connections.drop(node);
    hindered(node, RedisErrors.problem(node, e));
    batch.forEach(p -> again.add(p.again()));
  }

  /** A replica's master can be asked at once. */
  private void hindered(RedisNode node, Problem found) {
    if (asReplicas.contains(node)) {
      replicas.failed(node);
      replicaFailed = true;
    } else {
      problem = found;
    }
  }

  /** The server would not even log in. */
  private void retryLater(RedisNode node, List<Pending> batch, JedisDataException e) {
    if (!RedisErrors.isPassing(e)) {
      throw RedisErrors.fatal(node, e);
    }
    hindered(node, RedisErrors.problem(node, e));
    batch.forEach(p -> again.add(p.againAt(p.askAt())));
  }

  private void sort(RedisNode node, List<Pending> batch, List<Object> answers) {
    int next = 0;
    for (Pending p : batch) {
      if (p.askAt() != null) {
        // The answer to ASKING says nothing that the command's own does not.
        next++;
      }
      Object answer = answers.get(next++);
      if (answer instanceof JedisDataException error) {
        sortError(node, p, error);
      } else {
        replies[p.index()] = answer;
      }
    }
  }

  private void sortError(RedisNode node, Pending p, JedisDataException error) {
    if (redirects && error instanceof JedisMovedDataException e) {
      moved.put(e.getSlot(), RedisNode.redirected(e.getTargetNode(), node));
      again.add(p.again());
    } else if (redirects && error instanceof JedisAskDataException e) {
      again.add(p.againAt(RedisNode.redirected(e.getTargetNode(), node)));
    } else if (RedisErrors.isPassing(error)) {
      hindered(node, RedisErrors.passing(node, commands.get(p.index()).slot(), error, topology));
      again.add(p.again());
    } else {
      throw RedisErrors.fatal(node, error);
    }
  }
}
