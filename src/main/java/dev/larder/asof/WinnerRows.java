package dev.larder.asof;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.InternalRow;
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

  private final Comparator<InternalRow> age;
  private final UnsafeRow held;
  private final UnsafeRow other;
  private final List<MemoryBlock> pages = new ArrayList<>();
  private LongArray addresses;
  private long pageEnd;

  /**
   * @param age greater means newer
   * @param fields of each row
   */
  WinnerRows(TaskMemoryManager memory, long pageBytes, Comparator<InternalRow> age, int fields) {
    super(memory, pageBytes);
    this.age = age;
    this.held = new UnsafeRow(fields);
    this.other = new UnsafeRow(fields);
  }

  /** Makes room for the numbers below {@code size}. */
  void reserve(int size) {
    int old = size();
    if (size > old) {
      LongArray larger = allocateArray(Math.max(size, 2L * old));
      larger.zeroOut();
      for (int i = 0; i < old; i++) {
        larger.set(i, addresses.get(i));
      }
      if (addresses != null) {
        freeArray(addresses);
      }
      addresses = larger;
    }
  }

  /** The room that there is. */
  int size() {
    return addresses == null ? 0 : (int) addresses.size();
  }

  /**
   * Keeps a copy of the row if it is newer than what is there.
   *
   * @throws org.apache.spark.memory.SparkOutOfMemoryError where there is no memory for it; what was
   *     there still is
   */
  void offer(int number, UnsafeRow row) {
    long address = addresses.get(number);
    if (address == NONE) {
      addresses.set(number, store(row, row.getSizeInBytes()));
    } else if (age.compare(row, pointedTo(held, address)) > 0) {
      int capacity = Platform.getInt(page(address), offset(address));
      if (row.getSizeInBytes() <= capacity) {
        write(row, address);
      } else {
        // At least twice the room each time, so that what is left behind is never more than is
        // used.
        addresses.set(number, store(row, Math.max(row.getSizeInBytes(), 2 * capacity)));
      }
    }
  }

  /** Lets the second of two numbers have the first one's row where that is newer than its own. */
  void inherit(int from, int to) {
    long inherited = addresses.get(from);
    long own = addresses.get(to);
    if (inherited != NONE
        && (own == NONE || age.compare(pointedTo(other, inherited), pointedTo(held, own)) > 0)) {
      addresses.set(to, inherited);
    }
  }

  /** The row of a number, or null; valid until the next call. */
  UnsafeRow get(int number) {
    long address = addresses.get(number);
    return address == NONE ? null : pointedTo(held, address);
  }

  /** All rows; each is valid until the next. */
  Iterator<UnsafeRow> all() {
    return new AbstractIterator<>() {
      private int next = nextHeld(0);

      @Override
      public boolean hasNext() {
        return next < WinnerRows.this.size();
      }

      @Override
      public UnsafeRow next() {
        int current = next;
        next = nextHeld(current + 1);
        return WinnerRows.this.get(current);
      }

      private int nextHeld(int from) {
        int number = from;
        while (number < WinnerRows.this.size() && addresses.get(number) == NONE) {
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
    if (addresses != null) {
      freeArray(addresses);
      addresses = null;
    }
  }

  private long store(UnsafeRow row, int capacity) {
    long needed = HEADER_BYTES + (long) capacity;
    MemoryBlock page = pages.isEmpty() ? null : pages.get(pages.size() - 1);
    if (page == null || pageEnd + needed > page.getBaseOffset() + page.size()) {
      // No row stands at a page's start: address 0 would be that of none.
      page = allocatePage(needed + HEADER_BYTES);
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
