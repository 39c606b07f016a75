package dev.larder.asof;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The slots of a whole spine: for each hash of a key its distinct times in order. Keys whose hashes
 * are equal share their slots. The hash table is not sent to the executors but made again there.
 */
final class PackedSlots implements Serializable {
  /** Stands for a slot that there is not. */
  static final int NONE = -1;

  /** Memory on an executor where each key has one time. */
  static final int BYTES_PER_SLOT = 72;

  /** So that Java's arrays can hold the table. */
  static final int MAX_SLOTS = 1 << 28;

  private static final int AT_ONCE = 512;

  private static final long serialVersionUID = 1;

  private final long[] hashes;
  private final int[] firsts;
  private final long[] times;

  /** Hash, then the range of its times (first and end); 0 where an entry is free. */
  private transient long[] table;

  /**
   * @param hashes distinct
   * @param firsts where the times of each hash begin, and at last the number of all times
   * @param times in order for each hash
   */
  PackedSlots(long[] hashes, int[] firsts, long[] times) {
    this.hashes = hashes;
    this.firsts = firsts;
    this.times = times;
    this.table = table();
  }

  int size() {
    return times.length;
  }

  /**
   * For each of some hashes the slot of its first time that is not before the given one.
   *
   * <p>Nearly all the time of a look-up is spent waiting for two lines of memory. So the lines of
   * many look-ups are asked for by loops without a branch, in which the processor does not wait for
   * one before it asks for the next, and then found in its cache.
   *
   * @param from the first moment that may be a slot, for each hash
   * @param slots is overwritten with what is found
   * @param count how many of the arrays' elements count
   */
  void find(long[] hashes, long[] from, int[] slots, int count) {
    if (size() == 0) {
      Arrays.fill(slots, 0, count, NONE);
      return;
    }
    long[] ranges = new long[Math.min(count, AT_ONCE)];
    for (int first = 0; first < count; first += AT_ONCE) {
      int end = Math.min(count, first + AT_ONCE);
      for (int i = first; i < end; i++) {
        slots[i] = (int) table[place(hashes[i])];
      }
      for (int i = first; i < end; i++) {
        ranges[i - first] = range(hashes[i]);
      }
      for (int i = first; i < end; i++) {
        slots[i] = (int) times[begin(ranges[i - first])];
      }
      for (int i = first; i < end; i++) {
        slots[i] = firstFrom(ranges[i - first], from[i]);
      }
    }
  }

  private int place(long hash) {
    return 2 * (int) (hash & (table.length / 2 - 1));
  }

  private long range(long hash) {
    int place = place(hash);
    while (table[place] != hash && table[place + 1] != 0) {
      place = place + 2 & table.length - 1;
    }
    return table[place + 1];
  }

  private static int begin(long range) {
    return (int) (range >>> Integer.SIZE);
  }

  private int firstFrom(long range, long time) {
    int low = begin(range);
    int end = (int) range;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == end ? NONE : low;
  }

  private long[] table() {
    int capacity = tableSize(hashes.length);
    int mask = capacity - 1;
    long[] entries = new long[2 * capacity];
    for (int i = 0; i < hashes.length; i++) {
      int entry = (int) hashes[i] & mask;
      while (entries[2 * entry + 1] != 0) {
        entry = (entry + 1) & mask;
      }
      entries[2 * entry] = hashes[i];
      entries[2 * entry + 1] = (long) firsts[i] << Integer.SIZE | firsts[i + 1];
    }
    return entries;
  }

  /** A power of two of which at most two thirds are taken. */
  static int tableSize(int entries) {
    return Math.max(2, Integer.highestOneBit(entries + entries / 2) << 1);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    table = table();
  }
}
