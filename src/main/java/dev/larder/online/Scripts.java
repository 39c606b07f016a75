package dev.larder.online;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * As {@link Transactions}, for users who may not run any (as with ElastiCache's IAM log-in): a
 * script writes a row where the stored event time still is what was read. Twice the server's work.
 */
final class Scripts implements ExistingHashes {
  private static final String SCRIPT =
      """
      if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
      for i = 4, #ARGV, 1000 do
        redis.call('HSET', KEYS[1], unpack(ARGV, i, math.min(i + 999, #ARGV)))
      end
      if ARGV[3] ~= '0' then redis.call('EXPIRE', KEYS[1], ARGV[3]) end
      return 1
      """;

  private static final String SHA = DigestUtils.sha1Hex(SCRIPT);
  private static final byte[] NONE = {};

  /** A row, and the event time that was stored when it was read. */
  private record Newer(int row, byte[] stored) {}

  @Override
  public void write(NodeRows at, List<Integer> rows) {
    List<Integer> left = rows;
    while (!left.isEmpty()) {
      List<Newer> newer = read(at, left);
      left = new ArrayList<>();
      List<Newer> unknown = run(at, newer, false, left);
      run(at, unknown, true, left);
    }
  }

  private static List<Newer> read(NodeRows at, List<Integer> rows) {
    rows.forEach(at.pipeline()::readTime);
    List<Object> replies = at.pipeline().exchange();
    List<Newer> newer = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (at.isToWrite(rows.get(i), replies.get(i))) {
        byte[] stored = NodeRows.storedTime(replies.get(i));
        newer.add(new Newer(rows.get(i), stored == null ? NONE : stored));
      }
    }
    return newer;
  }

  /**
   * Runs the script for each row.
   *
   * @param text whether to send the script, else its hash
   * @param changed gets the rows that somebody else has written since
   * @return the rows whose server does not know the hash
   */
  private static List<Newer> run(
      NodeRows at, List<Newer> newer, boolean text, List<Integer> changed) {
    newer.forEach(n -> at.pipeline().eval(text, text ? SCRIPT : SHA, n.row(), n.stored()));
    List<Object> replies = at.pipeline().exchange();
    List<Newer> unknown = new ArrayList<>();
    for (int i = 0; i < newer.size(); i++) {
      if (replies.get(i) instanceof JedisNoScriptException) {
        unknown.add(newer.get(i));
      } else if (Long.valueOf(0).equals(replies.get(i))) {
        changed.add(newer.get(i).row());
      } else {
        at.settle(newer.get(i).row(), replies.get(i));
      }
    }
    return unknown;
  }
}
