package dev.larder.online;

import java.util.Arrays;

/**
 * Rows of one view, encoded for Redis: of each the key, and what the view's fields are to hold. All
 * bytes stand one after the other in one array.
 *
 * <p>A row is begun with {@link #add}; then its key is appended to {@link #bytes} and ended, then
 * in turn the event timestamp and each feature.
 */
public final class HashBatch {
  private static final int FIRST_CAPACITY = 64;

  private final int parts;
  private final WireBuffer bytes = new WireBuffer();
  private long[] eventMicros = new long[FIRST_CAPACITY];
  private int[] slots = new int[FIRST_CAPACITY];
  private int[] ends;
  private int endCount;
  private int size;

  /**
   * An empty batch.
   *
   * @param features how many features a row has
   */
  public HashBatch(int features) {
    this.parts = features + 2;
    this.ends = new int[FIRST_CAPACITY * parts];
  }

  /** Forgets all rows; the memory stays. */
  public void clear() {
    bytes.clear();
    endCount = 0;
    size = 0;
  }

  /** Begins a row. */
  public void add(long rowEventMicros) {
    if (size == eventMicros.length) {
      eventMicros = Arrays.copyOf(eventMicros, 2 * size);
      slots = Arrays.copyOf(slots, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size * parts);
    }
    eventMicros[size++] = rowEventMicros;
  }

  /** What the parts of the last row are appended to. */
  public WireBuffer bytes() {
    return bytes;
  }

  /** Ends a part of the last row: its key, or the value of a field. */
  public void end() {
    ends[endCount++] = bytes.size();
    if (endCount % parts == 1) {
      slots[size - 1] = HashSlot.of(key(size - 1));
    }
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  /** The bytes that all rows take. */
  public int bytesSize() {
    return bytes.size();
  }

  /** When the values of a row were true, in microseconds since 1970. */
  public long eventMicros(int row) {
    return eventMicros[row];
  }

  /** The slot of a row's key. */
  int slot(int row) {
    return slots[row];
  }

  byte[] key(int row) {
    int start = row == 0 ? 0 : ends[row * parts - 1];
    return Arrays.copyOfRange(bytes.array(), start, ends[row * parts]);
  }

  /** The number of fields of a row: the event timestamp's and the features'. */
  int fields() {
    return parts - 1;
  }

  /** What holds the values. */
  byte[] array() {
    return bytes.array();
  }

  /** Where the value of a row's field starts; field 0 is the event timestamp. */
  int start(int row, int field) {
    return ends[row * parts + field];
  }

  /** The length of the value of a row's field. */
  int length(int row, int field) {
    return ends[row * parts + field + 1] - ends[row * parts + field];
  }
}
