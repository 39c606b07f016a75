package dev.larder.materialization;

import org.apache.spark.util.AccumulatorV2;

/**
 * The rows that tasks are done with: of ended tasks all, of a running one as of its last chunk of
 * rows. Spark reads it on another thread than the task's.
 */
final class LiveCounts extends AccumulatorV2<RowCounts, RowCounts> {
  private static final long serialVersionUID = 1L;

  private volatile RowCounts counts = RowCounts.NONE;

  /** Says all rows that a task is done with so far. */
  void replace(RowCounts soFar) {
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
    counts = RowCounts.NONE;
  }

  @Override
  public void add(RowCounts more) {
    counts = counts.plus(more);
  }

  @Override
  public void merge(AccumulatorV2<RowCounts, RowCounts> other) {
    add(other.value());
  }

  @Override
  public RowCounts value() {
    return counts;
  }
}
