package dev.larder.asof;

import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;

/** Whole numbers in the order in which they come, four bytes each. */
final class NumberList extends PinnedMemory {
  private static final int INITIAL_LONGS = 64;

  private LongArray numbers;
  private int size;

  NumberList(TaskMemoryManager memory, long pageBytes) {
    super(memory, pageBytes);
  }

  /**
   * Adds a number.
   *
   * @throws org.apache.spark.memory.SparkOutOfMemoryError where there is no memory for it; nothing
   *     has changed then
   */
  void add(int number) {
    if (numbers == null) {
      numbers = allocateArray(INITIAL_LONGS);
    } else if (size == 2 * numbers.size()) {
      LongArray larger = allocateArray(2 * numbers.size());
      Platform.copyMemory(
          numbers.getBaseObject(),
          numbers.getBaseOffset(),
          larger.getBaseObject(),
          larger.getBaseOffset(),
          numbers.size() * Long.BYTES);
      freeArray(numbers);
      numbers = larger;
    }
    Platform.putInt(numbers.getBaseObject(), offset(size), number);
    size++;
  }

  int get(int place) {
    return Platform.getInt(numbers.getBaseObject(), offset(place));
  }

  @Override
  void free() {
    if (numbers != null) {
      freeArray(numbers);
      numbers = null;
      size = 0;
    }
  }

  private long offset(int place) {
    return numbers.getBaseOffset() + (long) place * Integer.BYTES;
  }
}
