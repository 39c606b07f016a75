package dev.larder.online;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One connection a server, opened when it is first needed. */
final class Connections implements AutoCloseable {
  private final RedisTarget target;
  private final Duration timeout;
  private final Clock clock;
  private final Map<RedisNode, Opened> open = new HashMap<>();

  private record Opened(NodeConnection connection, Instant time) {}

  Connections(RedisTarget target, Duration timeout, Clock clock) {
    this.target = target;
    this.timeout = timeout;
    this.clock = clock;
  }

  NodeConnection to(RedisNode node) {
    return open.computeIfAbsent(node, this::opened).connection();
  }

  private Opened opened(RedisNode node) {
    Instant now = clock.instant();
    return new Opened(NodeConnection.open(node, target, timeout, now), now);
  }

  /** To a replica that is to answer itself, in half the time: the other half is its master's. */
  NodeConnection toReplica(RedisNode node) {
    Opened known = open.get(node);
    if (known != null && !known.connection().isReadOnly()) {
      // It was a master until now.
      drop(node);
    }
    return open.computeIfAbsent(node, this::openedReplica).connection();
  }

  private Opened openedReplica(RedisNode node) {
    Instant now = clock.instant();
    return new Opened(NodeConnection.openReplica(node, target, timeout.dividedBy(2), now), now);
  }

  /** Closes what its server would soon end. No reply may be on its way. */
  void closeOld() {
    Instant now = clock.instant();
    Duration longest = target.login().longestConnection();
    for (RedisNode node : List.copyOf(open.keySet())) {
      if (Duration.between(open.get(node).time(), now).compareTo(longest) > 0) {
        drop(node);
      }
    }
  }

  /** Closes a connection whose replies can no longer be trusted. */
  void drop(RedisNode node) {
    Opened opened = open.remove(node);
    if (opened != null) {
      opened.connection().disconnect();
    }
  }

  @Override
  public void close() {
    open.values().forEach(opened -> opened.connection().disconnect());
    open.clear();
  }
}
