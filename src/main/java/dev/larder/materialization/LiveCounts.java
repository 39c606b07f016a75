package dev.larder.materialization;

import org.apache.spark.util.AccumulatorV2;

/**
 * What the tasks that write a view have done: of ended tasks all, of a running one as of its last
 * chunk of rows. Spark reads it on another thread than the task's.
 */
final class LiveCounts extends AccumulatorV2<WriteCounts, WriteCounts> {
  private static final long serialVersionUID = 1L;

  private volatile WriteCounts counts = WriteCounts.NONE;

  /** Says all that a task has done so far. */
  void replace(WriteCounts soFar) {
    counts = soFar;
  }

  @Override
  public boolean isZero() {
    return counts.byNode().isEmpty();
  }

  @Override
  public LiveCounts copy() {
    LiveCounts copy = new LiveCounts();
    copy.counts = counts;
    return copy;
  }

  @Override
  public void reset() {
    counts = WriteCounts.NONE;
  }

  @Override
  public void add(WriteCounts more) {
    counts = counts.plus(more);
  }

  @Override
  public void merge(AccumulatorV2<WriteCounts, WriteCounts> other) {
    add(other.value());
  }

  @Override
  public WriteCounts value() {
    return counts;
  }
}
