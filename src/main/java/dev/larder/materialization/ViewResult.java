package dev.larder.materialization;

/**
 * What became of a view's rows.
 *
 * @param upToDate whether an incremental run found nothing to do; then all counts are 0
 * @param read rows of the window
 * @param withoutKey of these, rows in which a join key is null; they are left out
 * @param written hashes into which a row was written
 * @param skipped newest rows of an entity that were not newer than what was stored
 */
public record ViewResult(
    MaterializationWindow window,
    boolean upToDate,
    long read,
    long withoutKey,
    long written,
    long skipped) {

  static ViewResult upToDate(MaterializationWindow window) {
    return new ViewResult(window, true, 0, 0, 0, 0);
  }

  static ViewResult of(MaterializationWindow window, NewestRows.Counts read, WriteCounts written) {
    return new ViewResult(
        window, false, read.rows(), read.withoutKey(), written.written(), written.skipped());
  }
}
