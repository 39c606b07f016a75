package dev.larder.online;

import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The hash slot of a key, by Redis' cluster specification: CRC16 modulo 16384, of what stands
 * between the first { and the next } where that is not empty, else of the whole key.
 */
public final class HashSlot {
  /** The slots of a cluster. */
  public static final int COUNT = 16384;

  private HashSlot() {}

  public static int of(byte[] key) {
    return JedisClusterCRC16.getSlot(key);
  }
}
