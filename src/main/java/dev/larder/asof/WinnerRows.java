package dev.larder.asof;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;
import org.apache.spark.unsafe.memory.MemoryBlock;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** For each number from 0 on the newest row that was offered for it. */
final class WinnerRows extends PinnedMemory {
  private static final long NONE = 0;
  private static final int HEADER_BYTES = 2 * Integer.BYTES;

  private final AgeOrder age;
  private final UnsafeRow held;
  private final UnsafeRow other;
  private final List<MemoryBlock> pages = new ArrayList<>();

  /** Address and event time of each number's row. */
  private LongArray winners;

  private int size;
  private long pageEnd;

  /**
   * @param fields of each row
   */
  WinnerRows(TaskMemoryManager memory, long pageBytes, AgeOrder age, int fields) {
    super(memory, pageBytes);
    this.age = age;
    this.held = new UnsafeRow(fields);
    this.other = new UnsafeRow(fields);
  }

  /** Makes room for the numbers below {@code size}. */
  void reserve(int wanted) {
    if (wanted > size) {
      int larger = Math.max(wanted, 2 * size);
      LongArray array = allocateArray(2L * larger);
      array.zeroOut();
      if (winners != null) {
        Platform.copyMemory(
            winners.getBaseObject(),
            winners.getBaseOffset(),
            array.getBaseObject(),
            array.getBaseOffset(),
            2L * size * Long.BYTES);
        freeArray(winners);
      }
      winners = array;
      size = larger;
    }
  }

  /**
   * Asks for the memory of some numbers' rows, so that it is at hand when they are looked at; see
   * {@link PackedSlots#find}.
   *
   * @param numbers those below 0 are passed over
   * @param addresses is overwritten
   */
  void touch(int[] numbers, long[] addresses, int count) {
    if (size == 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      addresses[i] = numbers[i] < 0 ? NONE : address(numbers[i]);
    }
    for (int i = 0; i < count; i++) {
      if (addresses[i] != NONE) {
        addresses[i] = Platform.getLong(page(addresses[i]), offset(addresses[i]));
      }
    }
  }

  /** Whether nothing was offered for a number yet. */
  boolean isFree(int number) {
    return address(number) == NONE;
  }

  /** The event time of a number's row. */
  long time(int number) {
    return winners.get(2 * number + 1);
  }

  /**
   * Keeps a copy of the row if it is newer than what is there.
   *
   * @throws org.apache.spark.memory.SparkOutOfMemoryError where there is no memory for it; what was
   *     there still is
   */
  void offer(int number, UnsafeRow row) {
    long time = age.time(row);
    if (isFree(number)
        || time > time(number)
        || (time == time(number) && age.compareTies(row, get(number)) > 0)) {
      put(number, time, row);
    }
  }

  private void put(int number, long time, UnsafeRow row) {
    long address = address(number);
    int capacity = address == NONE ? 0 : Platform.getInt(page(address), offset(address));
    if (row.getSizeInBytes() <= capacity) {
      write(row, address);
    } else {
      // At least twice the room each time, so that what is left behind is never more than is used.
      winners.set(2 * number, store(row, Math.max(row.getSizeInBytes(), 2 * capacity)));
    }
    winners.set(2 * number + 1, time);
  }

  /** Lets the second of two numbers have the first one's row where that is newer than its own. */
  void inherit(int from, int to) {
    if (isFree(from)) {
      return;
    }
    long time = time(from);
    if (isFree(to)
        || time > time(to)
        || (time == time(to) && age.compareTies(pointedTo(other, address(from)), get(to)) > 0)) {
      winners.set(2 * to, address(from));
      winners.set(2 * to + 1, time);
    }
  }

  /** The row of a number, or null; valid until the next call. */
  UnsafeRow get(int number) {
    long address = address(number);
    return address == NONE ? null : pointedTo(held, address);
  }

  /** All rows; each is valid until the next. */
  Iterator<UnsafeRow> all() {
    return new AbstractIterator<>() {
      private int next = nextHeld(0);

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public UnsafeRow next() {
        int current = next;
        next = nextHeld(current + 1);
        return WinnerRows.this.get(current);
      }

      private int nextHeld(int from) {
        int number = from;
        while (number < size && isFree(number)) {
          number++;
        }
        return number;
      }
    };
  }

  @Override
  void free() {
    pages.forEach(this::freePage);
    pages.clear();
    if (winners != null) {
      freeArray(winners);
      winners = null;
      size = 0;
    }
  }

  private long address(int number) {
    return winners.get(2 * number);
  }

  private long store(UnsafeRow row, int capacity) {
    long needed = HEADER_BYTES + (long) capacity;
    MemoryBlock page = pages.isEmpty() ? null : pages.get(pages.size() - 1);
    if (page == null || pageEnd + needed > page.getBaseOffset() + page.size()) {
      // No row stands at a page's start: address 0 would be that of none.
      page = pageLeavingRoom(needed + HEADER_BYTES);
      pages.add(page);
      pageEnd = page.getBaseOffset() + HEADER_BYTES;
    }
    long address = taskMemoryManager.encodePageNumberAndOffset(page, pageEnd);
    Platform.putInt(page.getBaseObject(), pageEnd, capacity);
    write(row, address);
    pageEnd += needed;
    return address;
  }

  private void write(UnsafeRow row, long address) {
    Object page = page(address);
    long offset = offset(address);
    Platform.putInt(page, offset + Integer.BYTES, row.getSizeInBytes());
    Platform.copyMemory(
        row.getBaseObject(),
        row.getBaseOffset(),
        page,
        offset + HEADER_BYTES,
        row.getSizeInBytes());
  }

  private UnsafeRow pointedTo(UnsafeRow row, long address) {
    Object page = page(address);
    long offset = offset(address);
    row.pointTo(page, offset + HEADER_BYTES, Platform.getInt(page, offset + Integer.BYTES));
    return row;
  }

  private Object page(long address) {
    return taskMemoryManager.getPage(address);
  }

  private long offset(long address) {
    return taskMemoryManager.getOffsetInPage(address);
  }
}
