package dev.larder.materialization;

import dev.larder.registry.MaterializationInterval;
import java.util.List;
import java.util.OptionalLong;

/**
 * What became of a view's rows.
 *
 * @param upToDate whether an incremental run found nothing to do; then all counts are 0
 * @param read rows of the window
 * @param withoutKey of these, rows in which a join key is null; they are left out
 * @param writes what was done with the newest row of each entity, by server
 * @param before the recorded intervals of the view before the run
 * @param after and after it
 */
public record ViewResult(
    MaterializationWindow window,
    boolean upToDate,
    long read,
    long withoutKey,
    WriteCounts writes,
    List<MaterializationInterval> before,
    List<MaterializationInterval> after) {
  public ViewResult {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  static ViewResult upToDate(
      MaterializationWindow window, List<MaterializationInterval> intervals) {
    return new ViewResult(window, true, 0, 0, WriteCounts.NONE, intervals, intervals);
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
