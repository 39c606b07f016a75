package dev.larder.asof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * The rows of a small table by key, and of each key what is the newest from which time on. Its size
 * is bounded by Spark's limit for broadcasts. Of tasks, any number may read it.
 */
final class Timelines {
  private record Visible(long from, InternalRow row) {}

  /** The number of a key, counted from 1; 0 where an entry is free. */
  private final int[] table;

  private final int[] hashes;
  private final UnsafeRow[] keys;

  /** Where the moments of each key begin, and at last their number. */
  private final int[] firsts;

  /** The moments of each key at which another row becomes the newest or may. */
  private final long[] moments;

  /** Of the rows that are visible from that moment on or before, the newest. */
  private final InternalRow[] newest;

  private Timelines(Map<UnsafeRow, List<Visible>> visible, Comparator<InternalRow> age) {
    int rows = visible.values().stream().mapToInt(List::size).sum();
    table = new int[PackedSlots.tableSize(visible.size())];
    keys = visible.keySet().toArray(UnsafeRow[]::new);
    hashes = Arrays.stream(keys).mapToInt(UnsafeRow::hashCode).toArray();
    firsts = new int[keys.length + 1];
    moments = new long[rows];
    newest = new InternalRow[rows];
    for (int key = 0; key < keys.length; key++) {
      firsts[key + 1] = addTimeline(firsts[key], visible.get(keys[key]), age);
      int entry = hashes[key] & table.length - 1;
      while (table[entry] != 0) {
        entry = entry + 1 & table.length - 1;
      }
      table[entry] = key + 1;
    }
  }

  static Timelines of(InternalRow[] table, JoinRows rows) {
    Map<UnsafeRow, List<Visible>> visible = new LinkedHashMap<>();
    for (InternalRow row : table) {
      UnsafeRow key = rows.tableKeyOf(row);
      if (key != null) {
        List<Visible> known = visible.get(key);
        if (known == null) {
          known = new ArrayList<>(4);
          visible.put(key.copy(), known);
        }
        known.add(new Visible(rows.visibleFrom(row), row));
      }
    }
    return new Timelines(visible, rows.age());
  }

  private int addTimeline(int first, List<Visible> visible, Comparator<InternalRow> age) {
    visible.sort(Comparator.comparingLong(Visible::from));
    int end = first;
    for (Visible next : visible) {
      InternalRow before = end == first ? null : newest[end - 1];
      boolean newer = before == null || age.compare(next.row(), before) > 0;
      if (end == first || next.from() > moments[end - 1]) {
        end++;
      }
      moments[end - 1] = next.from();
      newest[end - 1] = newer ? next.row() : before;
    }
    return end;
  }

  /** The newest row that the key's rows show at that time, or null. */
  InternalRow find(UnsafeRow key, long time) {
    int hash = key.hashCode();
    int entry = hash & table.length - 1;
    while (table[entry] != 0) {
      int number = table[entry] - 1;
      if (hashes[number] == hash && keys[number].equals(key)) {
        return at(firsts[number], firsts[number + 1], time);
      }
      entry = entry + 1 & table.length - 1;
    }
    return null;
  }

  private InternalRow at(int first, int end, long time) {
    int place = Arrays.binarySearch(moments, first, end, time);
    int last = place < 0 ? -place - 2 : place;
    return last < first ? null : newest[last];
  }
}
