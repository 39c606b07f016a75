package dev.larder.online;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said once a process, by whichever of its tasks finds it first. */
final class Warnings {
  private static final Logger LOG = LoggerFactory.getLogger(HashWriter.class);
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Warnings() {}

  /**
   * Logs what a server does not do.
   *
   * @param what a sentence without its full stop
   * @param why the server's own words
   */
  static void once(RedisNode node, String what, Exception why) {
    if (SAID.add(what)) {
      LOG.warn("Redis {}: {} ({}).", node, what, why.getMessage());
    }
  }
}
