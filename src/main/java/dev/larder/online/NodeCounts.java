package dev.larder.online;

import java.io.Serializable;

/**
 * What was done at one server.
 *
 * @param written rows whose write it acknowledged, and the replicas that were asked for
 * @param skipped rows that were not newer than what was stored
 * @param retried rows that had to be sent again, each time
 * @param bytes sent
 * @param unreplicated written rows for which fewer replicas were there than asked for
 */
public record NodeCounts(long written, long skipped, long retried, long bytes, long unreplicated)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing done. */
  public static final NodeCounts NONE = new NodeCounts(0, 0, 0, 0, 0);

  /** Both together. */
  public NodeCounts plus(NodeCounts other) {
    return new NodeCounts(
        written + other.written,
        skipped + other.skipped,
        retried + other.retried,
        bytes + other.bytes,
        unreplicated + other.unreplicated);
  }
}
