package dev.larder.online;

import dev.larder.UserException.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   */
  record Pending(int index, RedisNode askAt) {}

  private final Connections connections;
  private final Topology topology;
  private final boolean redirects;
  private final int depth;
  private final List<RedisCommand> commands;
  private final Object[] replies;
  private final Patience patience;

  private final List<Pending> again = new ArrayList<>();
  private final Map<Integer, RedisNode> moved = new HashMap<>();
  private Problem problem;

  PipelineRound(
      Connections connections,
      Topology topology,
      boolean redirects,
      int depth,
      List<RedisCommand> commands,
      Object[] replies,
      Patience patience) {
    this.connections = connections;
    this.topology = topology;
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
      RedisNode node = p.askAt() == null ? topology.owner(slot) : p.askAt();
      if (node == null) {
        again.add(p);
        problem = RedisErrors.unserved(slot);
      } else {
        byNode.computeIfAbsent(node, n -> new ArrayDeque<>()).add(p);
      }
    }
    return byNode;
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
      NodeConnection connection = connections.to(node);
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
      received.put(node, connections.to(node).receive(batch.size() + (int) asked, patience.left()));
    } catch (JedisConnectionException e) {
      lost(node, batch, e);
    }
  }

  private void lost(RedisNode node, List<Pending> batch, JedisConnectionException e) {
    connections.drop(node);
    problem = RedisErrors.problem(node, e);
    batch.forEach(p -> again.add(new Pending(p.index(), null)));
  }

  /** The server would not even log in. */
  private void retryLater(RedisNode node, List<Pending> batch, JedisDataException e) {
    if (!RedisErrors.isPassing(e)) {
      throw RedisErrors.fatal(node, e);
    }
    problem = RedisErrors.problem(node, e);
    again.addAll(batch);
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
      again.add(new Pending(p.index(), null));
    } else if (redirects && error instanceof JedisAskDataException e) {
      again.add(new Pending(p.index(), RedisNode.redirected(e.getTargetNode(), node)));
    } else if (RedisErrors.isPassing(error)) {
      problem = RedisErrors.passing(node, commands.get(p.index()).slot(), error, topology);
      again.add(new Pending(p.index(), null));
    } else {
      throw RedisErrors.fatal(node, error);
    }
  }
}
