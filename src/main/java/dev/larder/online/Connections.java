package dev.larder.online;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** One connection a server, opened when it is first needed. */
final class Connections implements AutoCloseable {
  private final RedisTarget target;
  private final Duration timeout;
  private final Map<RedisNode, NodeConnection> open = new HashMap<>();

  Connections(RedisTarget target, Duration timeout) {
    this.target = target;
    this.timeout = timeout;
  }

  NodeConnection to(RedisNode node) {
    return open.computeIfAbsent(node, n -> NodeConnection.open(n, target, timeout));
  }

  /** Closes a connection whose replies can no longer be trusted. */
  void drop(RedisNode node) {
    NodeConnection connection = open.remove(node);
    if (connection != null) {
      connection.disconnect();
    }
  }

  @Override
  public void close() {
    open.values().forEach(NodeConnection::disconnect);
    open.clear();
  }
}
