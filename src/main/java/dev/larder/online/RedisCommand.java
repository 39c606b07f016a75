package dev.larder.online;

import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * A command on one key. It may be sent again where no reply came, so what it does twice must be
 * what it does once.
 *
 * @param key decides the node
 * @param command its name
 * @param args what stands after the key
 */
public record RedisCommand(byte[] key, ProtocolCommand command, byte[]... args) {
  /**
   * Values of fields; replies with a list of {@code byte[]}, null for a field that is not there.
   */
  public static RedisCommand hmget(byte[] key, byte[]... fields) {
    return new RedisCommand(key, Command.HMGET, fields);
  }

  /** Whether a key is there; replies with 1 or 0. */
  public static RedisCommand exists(byte[] key) {
    return new RedisCommand(key, Command.EXISTS);
  }

  /** All fields and values; replies with a list in which they alternate. */
  public static RedisCommand hgetall(byte[] key) {
    return new RedisCommand(key, Command.HGETALL);
  }

  /** The names of all fields; replies with a list of {@code byte[]}, empty where no hash is. */
  public static RedisCommand hkeys(byte[] key) {
    return new RedisCommand(key, Command.HKEYS);
  }

  /** Sets fields; replies with the number of new ones. */
  public static RedisCommand hset(byte[] key, byte[]... fieldsAndValues) {
    return new RedisCommand(key, Command.HSET, fieldsAndValues);
  }

  /** Removes fields; replies with the number of those that were there. */
  public static RedisCommand hdel(byte[] key, byte[]... fields) {
    return new RedisCommand(key, Command.HDEL, fields);
  }

  /** Removes a key, its memory freed in the background; replies with 1, or 0 where it is not. */
  public static RedisCommand unlink(byte[] key) {
    return new RedisCommand(key, Command.UNLINK);
  }

  /** The slot of the key. */
  public int slot() {
    return HashSlot.of(key);
  }

  /** All that is sent after the command's name. */
  byte[][] words() {
    byte[][] words = new byte[args.length + 1][];
    words[0] = key;
    System.arraycopy(args, 0, words, 1, args.length);
    return words;
  }
}
