package dev.larder.online;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Writes what is newer than stored, so that no other writer can come between the look and the
 * write: slot by slot, since all keys of a transaction must be of one slot, by WATCH and MULTI. The
 * next slot is read in the same round trip that writes the last.
 */
final class Transactions implements ExistingHashes {
  /** So that no transaction keeps a server's readers waiting for long. */
  private static final int MOST_ROWS = 100;

  @Override
  public void write(NodeRows at, List<Integer> rows) throws ForbiddenException {
    Deque<List<Integer>> groups = groups(at, rows);
    List<Integer> reading = List.of();
    List<Integer> writing = List.of();
    while (!groups.isEmpty() || !reading.isEmpty()) {
      int replyCount = write(at, writing, !reading.isEmpty());
      reading = groups.isEmpty() ? List.of() : groups.poll();
      read(at, reading);
      List<Object> replies = at.pipeline().exchange();
      if (!settle(at, writing, replies.subList(0, replyCount))) {
        groups.add(writing);
      }
      writing = toWrite(at, reading, replies.subList(replyCount, replies.size()));
    }
  }

  /** Rows of one slot each; where a slot is being moved, single rows. */
  private static Deque<List<Integer>> groups(NodeRows at, List<Integer> rows) {
    Deque<List<Integer>> groups = new ArrayDeque<>();
    int slot = -1;
    for (int row : rows) {
      boolean alone = at.outcomes().isAlone(row);
      int rowSlot = at.batch().slot(row);
      if (alone || rowSlot != slot || groups.getLast().size() == MOST_ROWS) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(row);
      slot = alone ? -1 : rowSlot;
    }
    return groups;
  }

  private static void read(NodeRows at, List<Integer> group) {
    if (!group.isEmpty()) {
      at.pipeline().watch(group);
      group.forEach(at.pipeline()::readTime);
    }
  }

  /** The rows to write, of a group whose keys are watched now. */
  private static List<Integer> toWrite(NodeRows at, List<Integer> group, List<Object> replies)
      throws ForbiddenException {
    List<Integer> newer = new ArrayList<>(group.size());
    if (group.isEmpty()) {
      return newer;
    }
    if (replies.get(0) instanceof JedisDataException error) {
      requireAllowed(error);
      refused(at, group, error);
      return newer;
    }
    for (int i = 0; i < group.size(); i++) {
      if (at.isToWrite(group.get(i), replies.get(i + 1))) {
        newer.add(group.get(i));
      }
    }
    return newer;
  }

  /** Sends a group's writes, and says how many replies they get. */
  private static int write(NodeRows at, List<Integer> group, boolean watching) {
    if (group.isEmpty()) {
      if (watching) {
        at.pipeline().unwatch();
      }
      return watching ? 1 : 0;
    }
    at.pipeline().multi();
    group.forEach(at.pipeline()::write);
    at.pipeline().exec();
    return 2 + group.size() * at.pipeline().repliesOfWrite();
  }

  /**
   * Whether the transaction ran, or cannot: the error is told then.
   *
   * @return false where a key was written by somebody else in between
   */
  private static boolean settle(NodeRows at, List<Integer> group, List<Object> replies)
      throws ForbiddenException {
    if (group.isEmpty()) {
      return true;
    }
    Object executed = replies.get(replies.size() - 1);
    if (executed == null) {
      return false;
    }
    if (executed instanceof JedisDataException aborted) {
      JedisDataException error = firstError(replies, aborted);
      requireAllowed(error);
      refused(at, group, error);
      return true;
    }
    List<?> results = (List<?>) executed;
    int step = at.pipeline().repliesOfWrite();
    for (int i = 0; i < group.size(); i++) {
      at.settle(group.get(i), results.get(i * step));
    }
    return true;
  }

  /**
   * Tells a group's error. Of a slot that is being moved, some keys may be here and some not: who
   * asked for all at once is sent on with all, though what is here must not be made there.
   */
  private static void refused(NodeRows at, List<Integer> group, JedisDataException error) {
    if (error instanceof JedisAskDataException && group.size() > 1) {
      group.forEach(at.outcomes()::sendAlone);
    } else {
      group.forEach(row -> at.round().error(at.node(), row, error));
    }
  }

  /** Why a transaction was refused: what its first refused command was told. */
  private static JedisDataException firstError(List<Object> replies, JedisDataException aborted) {
    return replies.stream()
        .filter(JedisDataException.class::isInstance)
        .map(JedisDataException.class::cast)
        .findFirst()
        .orElse(aborted);
  }

  private static void requireAllowed(JedisDataException error) throws ForbiddenException {
    if (RedisErrors.forbids(error, "watch", "multi", "exec", "unwatch")) {
      throw new ForbiddenException(error);
    }
  }
}
