package dev.larder.online;

/**
 * What a row takes of a Redis server. The memory is an estimate, by what Redis 6.2 and 7.0 were
 * measured to use on 64-bit Linux with jemalloc: a packed hash, or, where it is too large to be
 * packed, a table with an entry and two strings for each field.
 */
public final class HashSize {
  /** A key's object, its entry in the keyspace, its place in a bucket, and in its slot's list. */
  private static final int KEY = 16 + 24 + 12 + 16;

  /** A key's entry among those that expire, and its place in a bucket there. */
  private static final int EXPIRY = 24 + 12;

  /** A string's header and end. */
  private static final int TEXT = 4;

  /** A packed hash's head and end. */
  private static final int PACK = 7;

  /** The lengths before and after an element of a packed hash. */
  private static final int PACKED_ELEMENT = 2;

  /** A table, and of each field an entry and its place in a bucket, of which there are too many. */
  private static final int TABLE = 96;

  private static final int TABLE_ENTRY = 24 + 12;

  private HashSize() {}

  /** The bytes of a row's key, and of the names and values of its fields. */
  public static long payload(FeatureFields fields, HashBatch batch, int row) {
    long names = 0;
    for (int f = 0; f < fields.count(); f++) {
      names += fields.field(f).length;
    }
    return names + batch.rowSize(row);
  }

  /**
   * About how many bytes of memory a row adds, of a view that its hash does not hold yet.
   *
   * @param exists whether the hash exists, for another view
   * @param expires whether keys are given a time to live
   */
  public static long memory(
      FeatureFields fields, HashBatch batch, int row, boolean exists, boolean expires) {
    long values =
        DumpFormat.fits(fields, batch, row)
            ? allocated(packed(fields, batch, row))
            : table(fields, batch, row);
    return exists
        ? values
        : KEY + allocated(batch.key(row).length + TEXT) + values + (expires ? EXPIRY : 0);
  }

  private static long packed(FeatureFields fields, HashBatch batch, int row) {
    long size = PACK;
    for (int f = 0; f < batch.fields(); f++) {
      size += fields.field(f).length + batch.length(row, f) + 2 * PACKED_ELEMENT;
    }
    return size;
  }

  private static long table(FeatureFields fields, HashBatch batch, int row) {
    long size = TABLE;
    for (int f = 0; f < batch.fields(); f++) {
      size +=
          TABLE_ENTRY
              + allocated(fields.field(f).length + TEXT)
              + allocated(batch.length(row, f) + TEXT);
    }
    return size;
  }

  /** What the allocator gives for a size: four sizes up to each power of two, by eight at least. */
  private static long allocated(long size) {
    long step = Math.max(8, Long.highestOneBit(Math.max(1, size - 1)) / 4);
    return (size + step - 1) / step * step;
  }
}
