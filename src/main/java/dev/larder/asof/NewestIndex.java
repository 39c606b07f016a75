package dev.larder.asof;

import org.apache.spark.memory.SparkOutOfMemoryError;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.Iterator;

/** The newest row of each key. */
final class NewestIndex implements AutoCloseable {
  private final KeyNumbers keys;
  private final WinnerRows winners;
  private final long maxBytes;

  /**
   * @param maxBytes how much memory to use at most, whatever there is
   * @param fields of each row
   */
  NewestIndex(TaskMemoryManager memory, long maxBytes, AgeOrder age, int fields) {
    long pageBytes = PinnedMemory.pageBytes(memory, maxBytes);
    this.keys = new KeyNumbers(memory, pageBytes);
    this.winners = new WinnerRows(memory, pageBytes, age, fields);
    this.maxBytes = maxBytes;
  }

  /** Takes a row into account; whether there was memory for it. */
  boolean offer(UnsafeRow key, UnsafeRow row) {
    if (keys.usedBytes() + winners.getUsed() >= maxBytes) {
      return false;
    }
    try {
      int number = keys.add(key);
      winners.reserve(number + 1);
      winners.offer(number, row);
      return true;
    } catch (SparkOutOfMemoryError e) {
      return false;
    }
  }

  boolean isEmpty() {
    return keys.size() == 0;
  }

  /** Whether what consumes the rows in the same task, a shuffle say, would find memory. */
  boolean leavesRoom() {
    return winners.leavesRoom();
  }

  /** The newest rows; each is valid until the next. */
  Iterator<UnsafeRow> rows() {
    return winners.all();
  }

  @Override
  public void close() {
    keys.free();
    winners.free();
  }
}
