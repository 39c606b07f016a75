package dev.larder.online;

import java.io.Serializable;
import redis.clients.jedis.HostAndPort;

/** Where a Redis server listens; in the order of its text. */
public record RedisNode(String host, int port) implements Comparable<RedisNode>, Serializable {
  private static final long serialVersionUID = 1L;

  /** Where a server redirects to; without a host it is its own. */
  static RedisNode redirected(HostAndPort target, RedisNode from) {
    String host = target.getHost();
    return new RedisNode(host == null || host.isEmpty() ? from.host() : host, target.getPort());
  }

  @Override
  public int compareTo(RedisNode other) {
    return toString().compareTo(other.toString());
  }

  /** {@code host:port}. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
