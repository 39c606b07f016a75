package dev.larder.materialization;

import java.util.OptionalLong;

/**
 * How far the run of one view is.
 *
 * @param counts what the tasks have done, as Spark last heard of it
 * @param moved rows that go to the writers, which is more than there are entities where one has
 *     rows in several parts of the source; empty while the source is being read
 */
public record WriteProgress(WriteCounts counts, OptionalLong moved) {
  /** Rows of which it is known what became of them. */
  public long done() {
    return counts.total().written() + counts.total().skipped();
  }

  /** How many rows are left at most; empty while the source is being read. */
  public OptionalLong remaining() {
    return moved.isEmpty() ? moved : OptionalLong.of(Math.max(0, moved.getAsLong() - done()));
  }
}
