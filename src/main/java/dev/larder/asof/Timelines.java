package dev.larder.asof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * The rows of a small table by key, and of each key what is the newest from which time on. Its size
 * is bounded by Spark's limit for broadcasts. Of tasks, any number may read it.
 */
final class Timelines {
  private final Map<UnsafeRow, Timeline> timelines;

  /**
   * One key's rows.
   *
   * @param from in order
   * @param newest of the rows that are visible from that time on or before
   */
  private record Timeline(long[] from, InternalRow[] newest) {
    InternalRow at(long time) {
      int place = Arrays.binarySearch(from, time);
      int last = place < 0 ? -place - 2 : place;
      return last < 0 ? null : newest[last];
    }
  }

  private record Visible(long from, InternalRow row) {}

  private Timelines(Map<UnsafeRow, Timeline> timelines) {
    this.timelines = timelines;
  }

  static Timelines of(InternalRow[] table, JoinRows rows) {
    Map<UnsafeRow, List<Visible>> visible = new HashMap<>();
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
    Map<UnsafeRow, Timeline> timelines = new HashMap<>(2 * visible.size());
    visible.forEach((key, known) -> timelines.put(key, timeline(known, rows.age())));
    return new Timelines(timelines);
  }

  private static Timeline timeline(List<Visible> visible, AgeOrder age) {
    visible.sort(Comparator.comparingLong(Visible::from));
    long[] from = new long[visible.size()];
    InternalRow[] newest = new InternalRow[visible.size()];
    int last = -1;
    for (Visible next : visible) {
      boolean newer = last < 0 || age.compare(next.row(), newest[last]) > 0;
      InternalRow row = newer ? next.row() : newest[last];
      if (last < 0 || next.from() > from[last]) {
        last++;
      }
      from[last] = next.from();
      newest[last] = row;
    }
    return new Timeline(Arrays.copyOf(from, last + 1), Arrays.copyOf(newest, last + 1));
  }

  /** The newest row that the key's rows show at that time, or null. */
  InternalRow find(UnsafeRow key, long time) {
    Timeline timeline = timelines.get(key);
    return timeline == null ? null : timeline.at(time);
  }
}
