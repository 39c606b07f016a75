package dev.larder.asof;

import org.apache.spark.memory.SparkOutOfMemoryError;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.map.BytesToBytesMap;

/** Numbers keys from 0 on, in the order in which they come. */
final class KeyNumbers {
  /** Stands for a key that was never added. */
  static final int NONE = -1;

  private static final int INITIAL_CAPACITY = 64;

  private final BytesToBytesMap map;
  private final byte[] number = new byte[Long.BYTES];

  KeyNumbers(TaskMemoryManager memory, long pageBytes) {
    map = new BytesToBytesMap(memory, INITIAL_CAPACITY, pageBytes);
  }

  int size() {
    return map.numKeys();
  }

  long usedBytes() {
    return map.getTotalMemoryConsumption();
  }

  /**
   * The number of a key, a new one where it is new.
   *
   * @throws SparkOutOfMemoryError where there is no memory for a new one; nothing has changed then
   */
  int add(UnsafeRow key) {
    BytesToBytesMap.Location location = lookup(key);
    if (!location.isDefined()) {
      Platform.putLong(number, Platform.BYTE_ARRAY_OFFSET, map.numKeys());
      if (!location.append(
          key.getBaseObject(),
          key.getBaseOffset(),
          key.getSizeInBytes(),
          number,
          Platform.BYTE_ARRAY_OFFSET,
          Long.BYTES)) {
        throw new SparkOutOfMemoryError("No memory for another join key.");
      }
    }
    return numberAt(location);
  }

  int find(UnsafeRow key) {
    BytesToBytesMap.Location location = lookup(key);
    return location.isDefined() ? numberAt(location) : NONE;
  }

  void free() {
    map.free();
  }

  private BytesToBytesMap.Location lookup(UnsafeRow key) {
    return map.lookup(key.getBaseObject(), key.getBaseOffset(), key.getSizeInBytes());
  }

  private static int numberAt(BytesToBytesMap.Location location) {
    return (int) Platform.getLong(location.getValueBase(), location.getValueOffset());
  }
}
