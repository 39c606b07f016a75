package dev.larder.online;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What has become of each row of a batch, over all tries. */
final class Outcomes {
  enum Outcome {
    PENDING,
    WRITTEN,
    SKIPPED
  }

  private final Outcome[] outcomes;

  /** Whether a write was sent of which nobody knows whether it was carried out. */
  private final boolean[] uncertain;

  /** Whether the row's slot is being moved, so that it can be in no transaction with others. */
  private final boolean[] alone;

  /** Where the keys of some rows are just being moved to. */
  private final Map<Integer, RedisNode> askAt = new HashMap<>();

  Outcomes(int rows) {
    outcomes = new Outcome[rows];
    Arrays.fill(outcomes, Outcome.PENDING);
    uncertain = new boolean[rows];
    alone = new boolean[rows];
  }

  int[] pending() {
    return IntStream.range(0, outcomes.length).filter(this::isPending).toArray();
  }

  /** The rows that were written. */
  BitSet written() {
    BitSet written = new BitSet(outcomes.length);
    for (int row = 0; row < outcomes.length; row++) {
      written.set(row, outcomes[row] == Outcome.WRITTEN);
    }
    return written;
  }

  boolean isPending(int row) {
    return outcomes[row] == Outcome.PENDING;
  }

  int count(List<Integer> rows, Outcome outcome) {
    int count = 0;
    for (int row : rows) {
      if (outcomes[row] == outcome) {
        count++;
      }
    }
    return count;
  }

  void written(int row) {
    outcomes[row] = Outcome.WRITTEN;
  }

  void skipped(int row) {
    outcomes[row] = Outcome.SKIPPED;
  }

  /** All is to be sent again, and some of it may have been carried out. */
  void lost(List<Integer> rows) {
    for (int row : rows) {
      outcomes[row] = Outcome.PENDING;
      uncertain[row] = true;
      askAt.remove(row);
    }
  }

  boolean isUncertain(int row) {
    return uncertain[row];
  }

  void sendAlone(int row) {
    alone[row] = true;
  }

  boolean isAlone(int row) {
    return alone[row];
  }

  /**
   * Lets a row be asked for elsewhere, once.
   *
   * @param node null for the slot's owner
   */
  void askAt(int row, RedisNode node) {
    sendAlone(row);
    askAt.put(row, node);
  }

  /** Where a row was said to be; null for the slot's owner. Forgets it. */
  RedisNode takeAskAt(int row) {
    return askAt.remove(row);
  }
}
