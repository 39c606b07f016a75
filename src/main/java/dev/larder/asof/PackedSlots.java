package dev.larder.asof;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

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

  /** The slot of a hash's first time that is not before the given one. */
  int find(long hash, long time) {
    int mask = table.length / 2 - 1;
    int entry = (int) hash & mask;
    while (table[2 * entry + 1] != 0) {
      if (table[2 * entry] == hash) {
        long range = table[2 * entry + 1];
        return firstFrom((int) (range >>> Integer.SIZE), (int) range, time);
      }
      entry = (entry + 1) & mask;
    }
    return NONE;
  }

  private int firstFrom(int first, int end, long time) {
    int low = first;
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
