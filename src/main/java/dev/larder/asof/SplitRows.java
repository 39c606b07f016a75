package dev.larder.asof;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import scala.collection.Iterator;

/** Rows of a partition on disk, in several parts. */
final class SplitRows implements AutoCloseable {
  static final int PARTS = 16;

  private final ToIntFunction<UnsafeRow> partOf;
  private final List<SpilledRows> parts;

  private SplitRows(int parts, ToIntFunction<UnsafeRow> partOf) {
    this.partOf = partOf;
    this.parts = Stream.generate(SpilledRows::new).limit(parts).toList();
  }

  /**
   * Parts that each hold all rows of their keys.
   *
   * @param level how often the rows have been split before: each time they fall apart differently
   */
  static SplitRows byKey(UnsafeProjection key, int level) {
    return new SplitRows(
        PARTS,
        row -> {
          UnsafeRow k = key.apply(row);
          int hash =
              Murmur3_x86_32.hashUnsafeWords(
                  k.getBaseObject(), k.getBaseOffset(), k.getSizeInBytes(), level);
          return Math.floorMod(hash, PARTS);
        });
  }

  /** Parts of about as many rows each. */
  static SplitRows inTurn() {
    int[] next = {0};
    return new SplitRows(PARTS, row -> next[0]++ % PARTS);
  }

  /** One part. */
  static SplitRows whole() {
    return new SplitRows(1, row -> 0);
  }

  void add(UnsafeRow row) {
    parts.get(partOf.applyAsInt(row)).add(row);
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
