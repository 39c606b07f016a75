package dev.larder.materialization;

import dev.larder.offline.FeatureTable;
import dev.larder.offline.TimeRange;
import dev.larder.registry.MaterializationInterval;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * The event times that a view's materializations loaded, in all.
 *
 * @param merged in their order; none touches another
 */
record RecordedIntervals(List<MaterializationInterval> merged) {
  RecordedIntervals {
    merged = List.copyOf(merged);
  }

  /** The union of intervals. Feast also records some that end before they start: without rows. */
  static RecordedIntervals union(List<MaterializationInterval> intervals) {
    List<MaterializationInterval> merged = new ArrayList<>();
    for (MaterializationInterval next :
        intervals.stream()
            .filter(i -> !i.start().isAfter(i.end()))
            .sorted(Comparator.comparing(MaterializationInterval::start))
            .toList()) {
      int last = merged.size() - 1;
      if (last < 0 || next.start().isAfter(merged.get(last).end())) {
        merged.add(next);
      } else if (next.end().isAfter(merged.get(last).end())) {
        merged.set(last, new MaterializationInterval(merged.get(last).start(), next.end()));
      }
    }
    return new RecordedIntervals(merged);
  }

  boolean isEmpty() {
    return merged.isEmpty();
  }

  /** From the first start to the last end. */
  TimeRange span() {
    return new TimeRange(merged.get(0).start(), end());
  }

  /** The last end. */
  Instant end() {
    return merged.get(merged.size() - 1).end();
  }

  /** The rows of a table over {@link #span} that lie in one of the intervals. */
  FeatureTable within(FeatureTable table) {
    if (merged.size() == 1) {
      return table;
    }
    Column within = functions.lit(false);
    for (MaterializationInterval interval : merged) {
      within =
          within.or(
              functions
                  .col(FeatureTable.EVENT_TIME)
                  .between(micros(interval.start()), micros(interval.end())));
    }
    return new FeatureTable(table.rows().where(within), table.view(), table.features());
  }

  /** Whole microseconds since 1970. */
  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
