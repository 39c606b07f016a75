package dev.larder.materialization;

import java.util.OptionalLong;

/**
 * How far the run over one view is.
 *
 * @param rows that the tasks are done with, as Spark last heard of it
 * @param moved rows that go to the tasks, which is more than there are entities where one has rows
 *     in several parts of the source, or is looked for among the stored ones too; empty while the
 *     source is being read
 */
public record ViewProgress(RowCounts rows, OptionalLong moved) {
  /** Rows that the tasks are done with. */
  public long done() {
    return rows.total();
  }

  /** How many rows are left at most; empty while the source is being read. */
  public OptionalLong remaining() {
    return moved.isEmpty() ? moved : OptionalLong.of(Math.max(0, moved.getAsLong() - done()));
  }
}
