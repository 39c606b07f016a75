package dev.larder.materialization;

import dev.larder.asof.RowCursor;
import dev.larder.asof.RowTasks;
import dev.larder.online.HashBatch;
import dev.larder.online.HashWriter;
import dev.larder.online.RedisClient;

/**
 * Compares the rows of a task with the online store, batch by batch, and mends what it is to mend.
 * A repeated task finds its own repairs to match.
 *
 * @param repair whether wrong entities are written
 * @param deleteExtra whether extra ones are removed
 * @param expiredMicros an entity that is missing may have expired where its event time is not after
 *     this
 * @param endMicros the last event time that was materialized: what is stored beyond it is not
 *     removed
 * @param live registered with Spark
 */
record ViewVerifier(
    OnlineView view,
    boolean repair,
    boolean deleteExtra,
    long expiredMicros,
    long endMicros,
    LiveCounts live)
    implements RowTasks.Work<Findings> {
  private static final long serialVersionUID = 1L;

  private static final int BATCH_ROWS = 4096;

  /** So few that wide rows, and the replies to them, stay within a task's memory. */
  private static final int BATCH_BYTES = 1 << 23;

  @Override
  public Findings run(RowCursor rows) {
    try (RedisClient client = view.client();
        HashWriter writer = view.writer(counts -> {})) {
      BatchVerifier verifier = new BatchVerifier(this, client, writer);
      HashBatch batch = view.encoder().newBatch();
      while (view.encoder().fill(batch, rows, BATCH_ROWS, BATCH_BYTES)) {
        verifier.verify(batch);
        live.replace(verifier.compared());
      }
      return verifier.findings();
    }
  }
}
