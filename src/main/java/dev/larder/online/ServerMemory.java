package dev.larder.online;

import java.util.OptionalLong;

/**
 * The memory of a Redis server.
 *
 * @param usedBytes what it uses of it
 * @param maxBytes its {@code maxmemory}; 0 for no limit
 */
public record ServerMemory(long usedBytes, long maxBytes) {
  static ServerMemory of(ServerInfo info) {
    return new ServerMemory(info.number("used_memory"), info.number("maxmemory"));
  }

  /** What is left; empty where there is no limit. */
  public OptionalLong freeBytes() {
    return maxBytes == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, maxBytes - usedBytes));
  }
}
