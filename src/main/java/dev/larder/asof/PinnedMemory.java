package dev.larder.asof;

import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.SparkOutOfMemoryError;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.unsafe.memory.MemoryBlock;

/** Memory of a task that Spark accounts for and that stays where it is until it is freed. */
abstract class PinnedMemory extends MemoryConsumer {
  private static final long PAGE_BYTES = 4 << 20;

  /** How large pages are where {@code maxBytes} may be used in all. */
  static long pageBytes(TaskMemoryManager memory, long maxBytes) {
    return Math.min(PAGE_BYTES, Math.min(memory.pageSizeBytes(), maxBytes / 8));
  }

  PinnedMemory(TaskMemoryManager memory, long pageBytes) {
    super(memory, pageBytes, memory.getTungstenMemoryMode());
  }

  @Override
  public final long spill(long bytes, MemoryConsumer trigger) {
    return 0;
  }

  /** Whether there still is memory for another operator of the task. */
  final boolean leavesRoom() {
    long wanted = taskMemoryManager.pageSizeBytes();
    long granted = acquireMemory(wanted);
    freeMemory(granted);
    return granted == wanted;
  }

  /**
   * A page, where after it there still is memory for another operator of the task.
   *
   * @throws SparkOutOfMemoryError where there is not
   */
  final MemoryBlock pageLeavingRoom(long bytes) {
    long wanted = taskMemoryManager.pageSizeBytes();
    long granted = acquireMemory(wanted);
    try {
      if (granted < wanted) {
        throw new SparkOutOfMemoryError("No memory for more rows.");
      }
      return allocatePage(bytes);
    } finally {
      freeMemory(granted);
    }
  }

  abstract void free();
}
