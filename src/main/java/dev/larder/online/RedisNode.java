package dev.larder.online;

import java.io.Serializable;
import redis.clients.jedis.HostAndPort;

/** Where a Redis server listens. */
public record RedisNode(String host, int port) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Where a server redirects to; without a host it is its own. */
  static RedisNode redirected(HostAndPort target, RedisNode from) {
    String host = target.getHost();
    return new RedisNode(host == null || host.isEmpty() ? from.host() : host, target.getPort());
  }

  /** {@code host:port}. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
