package dev.larder.materialization;

import java.io.Serializable;

/**
 * What a writer did; public because Spark encodes only public classes.
 *
 * @param written rows whose write the server acknowledged
 * @param skipped rows that were not newer than what was stored
 */
public record WriteCounts(long written, long skipped) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing done. */
  public static final WriteCounts NONE = new WriteCounts(0, 0);

  /** Both together. */
  public WriteCounts plus(WriteCounts other) {
    return new WriteCounts(written + other.written, skipped + other.skipped);
  }
}
