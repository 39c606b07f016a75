package dev.larder.online;

import java.io.Serializable;

/** Where a Redis server listens. */
public record RedisNode(String host, int port) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** {@code host:port}. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
