package dev.larder.materialization;

import dev.larder.asof.RowCursor;
import dev.larder.asof.RowTasks;
import dev.larder.online.HashBatch;
import dev.larder.online.HashWriter;

/**
 * Writes the rows of a task, batch by batch. A repeated task finds its own rows not newer, so that
 * it changes nothing.
 */
final class ViewWriter implements RowTasks.Work<WriteCounts> {
  private static final long serialVersionUID = 1L;

  /** So many that one slot's rows come together, of partitions with some hundred slots. */
  private static final int BATCH_ROWS = 16_384;

  /** So few that wide rows stay within a task's memory. */
  private static final int BATCH_BYTES = 1 << 24;

  private final OnlineView view;
  private final long lateUntilMicros;
  private final LiveCounts live;

  /**
   * A writer.
   *
   * @param lateUntilMicros {@link MaterializationWindow#lateUntilMicros}
   * @param live registered with Spark
   */
  ViewWriter(OnlineView view, long lateUntilMicros, LiveCounts live) {
    this.view = view;
    this.lateUntilMicros = lateUntilMicros;
    this.live = live;
  }

  @Override
  public WriteCounts run(RowCursor rows) {
    HashBatch batch = view.encoder().newBatch();
    long late = 0;
    try (HashWriter writer = view.writer(counts -> live.replace(RowCounts.done(counts)))) {
      while (view.encoder().fill(batch, rows, BATCH_ROWS, BATCH_BYTES)) {
        late += write(batch, writer);
      }
      return new WriteCounts(writer.counts(), late);
    }
  }

  /** Writes a batch, and counts the late rows. */
  private long write(HashBatch batch, HashWriter writer) {
    return writer.write(batch).stream()
        .filter(row -> batch.eventMicros(row) <= lateUntilMicros)
        .count();
  }
}
