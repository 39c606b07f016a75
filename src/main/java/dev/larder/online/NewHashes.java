package dev.larder.online;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Writes rows whose keys do not exist, as finished hashes: half the server's work, and at one
 * stroke. A key that exists, or that somebody makes meanwhile, is left as it is.
 */
final class NewHashes {
  private final FeatureFields fields;

  /** Whether servers take them, as far as is known. */
  private boolean taken;

  NewHashes(FeatureFields fields) {
    this.fields = fields;
    // A field that stands twice in a finished hash would make the server end later on.
    this.taken = fields.areDistinct();
  }

  /** Makes hashes, and gives the rows that must be written in another way. */
  List<Integer> write(NodeRows at, List<Integer> rows) {
    DumpFormat format = format(at);
    if (format == null) {
      return rows;
    }
    List<Integer> packed = new ArrayList<>(rows.size());
    for (int row : rows) {
      if (DumpFormat.fits(fields, at.batch(), row)) {
        at.pipeline().restore(row, format);
        packed.add(row);
      }
    }
    List<Object> replies = at.pipeline().exchange();
    List<Integer> left = new ArrayList<>();
    int reply = 0;
    for (int row : rows) {
      boolean sent = reply < packed.size() && packed.get(reply) == row;
      if (!sent || isLeft(at, row, replies.get(reply))) {
        left.add(row);
      }
      reply += sent ? 1 : 0;
    }
    return left;
  }

  private boolean isLeft(NodeRows at, int row, Object reply) {
    if (reply instanceof JedisDataException e) {
      if (RedisErrors.refusesRestore(e)) {
        refused(at, e);
        return true;
      }
      if (RedisErrors.code(e).equals("BUSYKEY")) {
        return true;
      }
    }
    at.settle(row, reply);
    return false;
  }

  /** What the server takes as a finished hash; null for nothing. */
  private DumpFormat format(NodeRows at) {
    if (!taken) {
      return null;
    }
    try {
      int version = at.pipeline().server().majorVersion();
      return version >= 7 ? DumpFormat.LISTPACK : version >= 5 ? DumpFormat.ZIPLIST : null;
    } catch (JedisDataException e) {
      if (!RedisErrors.forbids(e, "info")) {
        throw e;
      }
      refused(at, e);
      return null;
    }
  }

  private void refused(NodeRows at, JedisDataException e) {
    taken = false;
    Warnings.once(
        at.node(),
        "It takes no finished hashes, so that new keys are written field by field, at twice the"
            + " cost",
        e);
  }
}
