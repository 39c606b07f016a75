package dev.larder.online;

import redis.clients.jedis.exceptions.JedisDataException;

/** The Redis user may not run a command for which there are others. */
final class ForbiddenException extends Exception {
  private static final long serialVersionUID = 1L;

  ForbiddenException(JedisDataException error) {
    super(error.getMessage(), error);
  }
}
