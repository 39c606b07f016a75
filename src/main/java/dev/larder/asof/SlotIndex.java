package dev.larder.asof;

import org.apache.spark.memory.SparkOutOfMemoryError;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.Iterator;

/**
 * The slots of a spine, and for each the newest row that was seen for it. In this order: {@link
 * #add} the slots of all rows of the spine, {@link #seal}, {@link #offer} all rows of the table,
 * {@link #inherit}, then {@link #find}. What needs memory says whether there was enough; where not,
 * no slot and no row has got lost.
 */
final class SlotIndex implements AutoCloseable {
  private final KeyNumbers keys;
  private final NumberList keyOfRow;
  private final SlotTimes slots;
  private final WinnerRows winners;
  private final long maxBytes;

  /**
   * @param maxBytes how much memory to use at most, whatever there is
   * @param fields of each row
   */
  SlotIndex(TaskMemoryManager memory, long maxBytes, AgeOrder age, int fields) {
    long pageBytes = PinnedMemory.pageBytes(memory, maxBytes);
    this.keys = new KeyNumbers(memory, pageBytes);
    this.keyOfRow = new NumberList(memory, pageBytes);
    this.slots = new SlotTimes(memory, pageBytes);
    this.winners = new WinnerRows(memory, pageBytes, age, fields);
    this.maxBytes = maxBytes;
  }

  /**
   * Makes the next row of the spine a slot.
   *
   * @param key null for a row that finds nothing
   * @param time has no meaning for such a row
   */
  boolean add(UnsafeRow key, long time) {
    return fits(
        () -> {
          int number = key == null ? KeyNumbers.NONE : keys.add(key);
          if (key != null) {
            slots.add(number, time);
          }
          keyOfRow.add(number);
        });
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

  /** Whether a row of the spine has no slot, after so many rows that were added before it. */
  boolean isWithoutSlot(int place) {
    return keyOfRow.get(place) == KeyNumbers.NONE;
  }

  /** The row in the slot of a row of the spine that has one, or null; valid until the next call. */
  UnsafeRow find(int place, long time) {
    return winners.get(slots.firstFrom(keyOfRow.get(place), time));
  }

  /** The rows that the slots hold; each is valid until the next. */
  Iterator<UnsafeRow> winners() {
    return winners.all();
  }

  @Override
  public void close() {
    keys.free();
    keyOfRow.free();
    slots.free();
    winners.free();
  }

  private boolean fits(Runnable change) {
    if (keys.usedBytes() + keyOfRow.getUsed() + slots.getUsed() + winners.getUsed() >= maxBytes) {
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
