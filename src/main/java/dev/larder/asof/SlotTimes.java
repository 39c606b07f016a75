package dev.larder.asof;

import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;
import org.apache.spark.util.collection.unsafe.sort.RadixSort;

/**
 * The distinct times of each key in order. Every (key, time) is a slot; slots are numbered by key,
 * then by time. First times are added, then they are {@link #seal sealed}, then they can be found.
 */
final class SlotTimes extends PinnedMemory {
  /** Stands for a slot that there is not. */
  static final int NONE = -1;

  private static final int INITIAL_PAIRS = 64;
  private static final int TIME_BYTES = Long.BYTES;
  private static final int KEY_BYTES = Integer.BYTES;

  private LongArray pairs;
  private int count;
  private LongArray times;
  private LongArray firstSlots;

  SlotTimes(TaskMemoryManager memory, long pageBytes) {
    super(memory, pageBytes);
  }

  void add(int key, long time) {
    if (pairs == null) {
      pairs = allocateArray(2L * INITIAL_PAIRS);
    } else if (2L * count == pairs.size()) {
      pairs = resized(pairs, 2L * pairs.size());
    }
    pairs.set(2 * count, key);
    pairs.set(2 * count + 1, time);
    count++;
  }

  /** Makes slots of the times of keys 0 to {@code keys - 1}. */
  void seal(int keys) {
    if (count == 0) {
      return;
    }
    sortPairs();
    firstSlots = allocateArray(keys + 1L);
    int slots = dropDuplicates(keys);
    times = allocateArray(slots);
    for (int slot = 0; slot < slots; slot++) {
      times.set(slot, pairs.get(2 * slot));
    }
    freeArray(pairs);
    pairs = null;
    count = slots;
  }

  /** How many slots there are, once sealed. */
  int size() {
    return count;
  }

  int firstSlot(int key) {
    return (int) firstSlots.get(key);
  }

  /** The slot of a key's first time that is not before the given one. */
  int firstFrom(int key, long time) {
    int low = firstSlot(key);
    int end = firstSlot(key + 1);
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times.get(middle) < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == end ? NONE : low;
  }

  @Override
  void free() {
    pairs = freed(pairs);
    times = freed(times);
    firstSlots = freed(firstSlots);
  }

  /** From (key, time) as they came to (time, key) in the order of key, then time. */
  private void sortPairs() {
    // The sort needs as much again, and keeps the order of pairs that are equal by what it sorts
    // by.
    pairs = resized(pairs, 4L * count);
    int sorted =
        RadixSort.sortKeyPrefixArray(pairs, 0, count, 0, TIME_BYTES - 1, false, /* signed= */ true);
    for (int i = 0; i < count; i++) {
      long key = pairs.get(sorted + 2 * i);
      long time = pairs.get(sorted + 2 * i + 1);
      pairs.set(2 * i, time);
      pairs.set(2 * i + 1, key);
    }
    sorted =
        RadixSort.sortKeyPrefixArray(pairs, 0, count, 0, KEY_BYTES - 1, false, /* signed= */ false);
    if (sorted != 0) {
      copy(pairs, sorted, 2L * count, pairs);
    }
  }

  private int dropDuplicates(int keys) {
    int slots = 0;
    int key = -1;
    for (int i = 0; i < count; i++) {
      long time = pairs.get(2 * i);
      if (pairs.get(2 * i + 1) != key) {
        key++;
        firstSlots.set(key, slots);
      } else if (pairs.get(2 * slots - 2) == time) {
        continue;
      }
      pairs.set(2 * slots, time);
      slots++;
    }
    firstSlots.set(keys, slots);
    return slots;
  }

  private LongArray resized(LongArray array, long size) {
    LongArray larger = allocateArray(size);
    copy(array, 0, Math.min(array.size(), size), larger);
    freeArray(array);
    return larger;
  }

  private LongArray freed(LongArray array) {
    if (array != null) {
      freeArray(array);
    }
    return null;
  }

  private static void copy(LongArray from, long first, long size, LongArray to) {
    Platform.copyMemory(
        from.getBaseObject(),
        from.getBaseOffset() + first * Long.BYTES,
        to.getBaseObject(),
        to.getBaseOffset(),
        size * Long.BYTES);
  }
}
