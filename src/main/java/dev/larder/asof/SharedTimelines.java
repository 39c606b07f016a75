package dev.larder.asof;

import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Makes the timelines of a broadcast table once in an executor, for all tasks that join with it.
 */
final class SharedTimelines {
  /** Arrays are equal only where they are the same, and go when Spark drops the broadcast. */
  private static final Map<InternalRow[], Map<Reading, Timelines>> KNOWN = new WeakHashMap<>();

  /** How rows are read: joins may share a broadcast and take other columns of it as keys. */
  private record Reading(int keys, boolean createdByThen) {}

  private SharedTimelines() {}

  static synchronized Timelines of(InternalRow[] table, JoinTask task, JoinRows rows) {
    return KNOWN
        .computeIfAbsent(table, t -> new HashMap<>())
        .computeIfAbsent(
            new Reading(task.columns().keys(), task.rule().createdByThen()),
            reading -> Timelines.of(table, rows));
  }
}
