package dev.larder.materialization;

import java.util.OptionalLong;

/**
 * What became of a view's rows.
 *
 * @param upToDate whether an incremental run found nothing to do; then all counts are 0
 * @param read rows of the window
 * @param withoutKey of these, rows in which a join key is null; they are left out
 * @param writes what was done with the newest row of each entity, by server
 */
public record ViewResult(
    MaterializationWindow window,
    boolean upToDate,
    long read,
    long withoutKey,
    WriteCounts writes) {

  static ViewResult upToDate(MaterializationWindow window) {
    return new ViewResult(window, true, 0, 0, WriteCounts.NONE);
  }

  static ViewResult of(MaterializationWindow window, NewestRows.Counts read, WriteCounts written) {
    return new ViewResult(window, false, read.rows(), read.withoutKey(), written);
  }

  /** Hashes into which a row was written. */
  public long written() {
    return writes.total().written();
  }

  /**
   * Rows that were written although their event time is not after the end of the run before: they
   * came late, or were written again as {@code --overwrite} and {@code skip_dedup} do. Empty for a
   * run that did not look back.
   */
  public OptionalLong late() {
    return window.looksBack() ? OptionalLong.of(writes.late()) : OptionalLong.empty();
  }

  /** Newest rows of an entity that were not newer than what was stored. */
  public long skipped() {
    return writes.total().skipped();
  }
}
