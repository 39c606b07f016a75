package dev.larder.online;

import dev.larder.online.WritePolicy.Rule;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/** What all ways to write rows at one server work with. */
record NodeRows(
    RedisNode node,
    RowPipeline pipeline,
    HashBatch batch,
    Outcomes outcomes,
    WriteRound round,
    Rule rule) {

  /**
   * Looks at the reply to {@link RowPipeline#readTime}: a row that is not newer is done.
   *
   * @return whether the row is to be written; not so for an error
   */
  boolean isToWrite(int row, Object reply) {
    if (reply instanceof JedisDataException error) {
      round.error(node, row, error);
      return false;
    }
    long stored = EventTimestamp.storedMicros(storedTime(reply));
    // What an earlier try wrote, as it seems, is written again: only then WAIT waits for it.
    Rule applied = outcomes.isUncertain(row) && rule == Rule.NEWER ? Rule.NOT_OLDER : rule;
    boolean write = applied.replaces(stored, batch.eventMicros(row));
    if (!write) {
      outcomes.skipped(row);
    }
    return write;
  }

  /** The rows that are newer than what is stored, as it seems now: others are done. */
  List<Integer> newer(List<Integer> rows) {
    rows.forEach(pipeline::readTime);
    List<Object> replies = pipeline.exchange();
    List<Integer> newer = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (isToWrite(rows.get(i), replies.get(i))) {
        newer.add(rows.get(i));
      }
    }
    return newer;
  }

  /** What stands in the event timestamp's field; null for nothing. */
  static byte[] storedTime(Object reply) {
    return (byte[]) ((List<?>) reply).get(0);
  }

  /** The row is written, or the reply is an error. */
  void settle(int row, Object reply) {
    if (reply instanceof JedisDataException error) {
      round.error(node, row, error);
    } else {
      outcomes.written(row);
    }
  }
}
