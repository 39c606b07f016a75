package dev.larder.asof;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import scala.collection.Iterator;

/** Rows of a partition on disk, those with one key in one of several parts. */
final class SplitRows implements AutoCloseable {
  static final int PARTS = 16;

  private final UnsafeProjection key;
  private final int level;
  private final List<SpilledRows> parts = new ArrayList<>();

  /**
   * @param level how often the rows have been split before: each time they fall apart differently
   */
  SplitRows(UnsafeProjection key, int level) {
    this.key = key;
    this.level = level;
    for (int i = 0; i < PARTS; i++) {
      parts.add(new SpilledRows());
    }
  }

  void add(UnsafeRow row) {
    UnsafeRow k = key.apply(row);
    int hash =
        Murmur3_x86_32.hashUnsafeWords(
            k.getBaseObject(), k.getBaseOffset(), k.getSizeInBytes(), level);
    parts.get(Math.floorMod(hash, PARTS)).add(row);
  }

  void addAll(Iterator<UnsafeRow> rows) {
    while (rows.hasNext()) {
      add(rows.next());
    }
  }

  /**
   * Ends the writing.
   *
   * @return the bytes written
   */
  long finish() {
    return parts.stream().mapToLong(SpilledRows::finish).sum();
  }

  SpilledRows part(int i) {
    return parts.get(i);
  }

  @Override
  public void close() {
    parts.forEach(SpilledRows::close);
  }
}
