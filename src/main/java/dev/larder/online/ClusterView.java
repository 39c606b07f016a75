package dev.larder.online;

import dev.larder.UserException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The servers as last seen, and a connection to each. For one thread at a time. */
final class ClusterView implements AutoCloseable {
  private final RedisTarget target;
  private final Duration deadline;
  private final Connections connections;
  private final Discovery discovery;
  private Topology topology;
  private final AtomicLong changes = new AtomicLong();

  /**
   * A view that looks when it is first asked.
   *
   * @param timeout to connect, and for each reply
   * @param deadline for the first look
   * @param clock what log-ins go by
   */
  ClusterView(RedisTarget target, Duration timeout, Duration deadline, Clock clock) {
    this.target = target;
    this.deadline = deadline;
    this.connections = new Connections(target, timeout, clock);
    this.discovery = new Discovery(target, timeout, connections);
  }

  Connections connections() {
    return connections;
  }

  /**
   * The topology as last seen. The first look at it waits while servers answer that they cannot say
   * it, and where the target was reached before also while none answers.
   *
   * @throws UserException where none says it
   */
  Topology topology() {
    Patience patience = new Patience(deadline);
    while (topology == null) {
      try {
        topology = discovery.find();
      } catch (UnavailableException e) {
        if (!e.answered() && !target.reached()) {
          throw e.forUser();
        }
        patience.requirePause(e.problem());
      }
    }
    return topology;
  }

  /**
   * Looks again; keeps the last view where no server answers.
   *
   * @param moved slots of which a server has just said where they are
   */
  void refresh(Map<Integer, RedisNode> moved) {
    Topology before = topology();
    try {
      topology = discovery.find();
    } catch (UnavailableException e) {
      // The next try meets the same trouble, and names it.
    }
    topology = topology.with(moved);
    if (!topology.hasSameMasters(before)) {
      changes.incrementAndGet();
    }
  }

  /** How often slots were found at other masters than before; for any thread. */
  long changes() {
    return changes.get();
  }

  @Override
  public void close() {
    connections.close();
  }
}
