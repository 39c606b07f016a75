package dev.larder.asof;

import org.apache.spark.memory.SparkOutOfMemoryError;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.Iterator;

/**
 * The slots of a spine, and for each the newest row that was seen for it. In this order: {@link
 * #add} all slots, {@link #seal}, {@link #offer} all rows, {@link #inherit}, then {@link #find}.
 * What needs memory says whether there was enough; where not, it has changed nothing.
 */
final class SlotIndex implements AutoCloseable {
  private static final long PAGE_BYTES = 4 << 20;

  private final KeyNumbers keys;
  private final SlotTimes slots;
  private final WinnerRows winners;
  private final long maxBytes;

  /**
   * @param maxBytes how much memory to use at most, whatever there is
   * @param fields of each row
   */
  SlotIndex(TaskMemoryManager memory, long maxBytes, AgeOrder age, int fields) {
    long pageBytes = Math.min(PAGE_BYTES, Math.min(memory.pageSizeBytes(), maxBytes / 8));
    this.keys = new KeyNumbers(memory, pageBytes);
    this.slots = new SlotTimes(memory, pageBytes);
    this.winners = new WinnerRows(memory, pageBytes, age, fields);
    this.maxBytes = maxBytes;
  }

  boolean add(UnsafeRow key, long time) {
    return fits(() -> slots.add(keys.add(key), time));
  }

  boolean seal() {
    return fits(
        () -> {
          slots.seal(keys.size());
          winners.reserve(slots.size());
        });
  }

  boolean isEmpty() {
    return slots.size() == 0;
  }

  /** How many keys have been added. */
  int keys() {
    return keys.size();
  }

  /** Takes a row into account for the first slot of its key from a time on. */
  boolean offer(UnsafeRow key, long time, UnsafeRow row) {
    int number = keys.find(key);
    if (number == KeyNumbers.NONE) {
      return true;
    }
    int slot = slots.firstFrom(number, time);
    return slot == SlotTimes.NONE || fits(() -> winners.offer(slot, row));
  }

  /** Gives each slot the newest of the rows of its key's slots up to it. */
  void inherit() {
    for (int key = 0; key < keys.size(); key++) {
      for (int slot = slots.firstSlot(key) + 1; slot < slots.firstSlot(key + 1); slot++) {
        winners.inherit(slot - 1, slot);
      }
    }
  }

  /** Whether a consumer of the result in the same task, a shuffle say, would find memory. */
  boolean leavesRoom() {
    return slots.leavesRoom();
  }

  /** The row of the slot of exactly that time, or null; valid until the next call. */
  UnsafeRow find(UnsafeRow key, long time) {
    int number = keys.find(key);
    if (number == KeyNumbers.NONE) {
      return null;
    }
    int slot = slots.firstFrom(number, time);
    return slot == SlotTimes.NONE || slots.time(slot) != time ? null : winners.get(slot);
  }

  /** The rows that the slots hold; each is valid until the next. */
  Iterator<UnsafeRow> winners() {
    return winners.all();
  }

  @Override
  public void close() {
    keys.free();
    slots.free();
    winners.free();
  }

  private boolean fits(Runnable change) {
    if (keys.usedBytes() + slots.getUsed() + winners.getUsed() >= maxBytes) {
      return false;
    }
    try {
      change.run();
      return true;
    } catch (SparkOutOfMemoryError e) {
      return false;
    }
  }
}
