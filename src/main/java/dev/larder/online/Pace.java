package dev.larder.online;

import java.util.concurrent.TimeUnit;

/** Keeps a writer to so many rows a second, however fast the server is. */
final class Pace {
  /** The rows that may be sent at once are those of a twentieth of a second. */
  private static final int BURSTS_PER_SECOND = 20;

  private final double rowsPerSecond;
  private long next = System.nanoTime();

  /**
   * A pace.
   *
   * @param rowsPerSecond 0 for no limit
   */
  Pace(double rowsPerSecond) {
    this.rowsPerSecond = rowsPerSecond;
  }

  /** How many rows may be sent at once: at least one, and no more than wanted. */
  int burst(int wanted) {
    return rowsPerSecond == 0
        ? wanted
        : (int) Math.max(1, Math.min(wanted, rowsPerSecond / BURSTS_PER_SECOND));
  }

  /** Waits until some more rows may be sent. Time that went by unused is not made up for. */
  void await(int rows) {
    if (rowsPerSecond == 0) {
      return;
    }
    long now = System.nanoTime();
    next = Math.max(now, next);
    long pause = next - now;
    next += (long) (rows * TimeUnit.SECONDS.toNanos(1) / rowsPerSecond);
    try {
      TimeUnit.NANOSECONDS.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while keeping to the rate limit", e);
    }
  }
}
