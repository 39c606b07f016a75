package dev.larder.online;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import java.time.Duration;

/** Pauses between tries, each twice as long as the last, until a deadline. */
final class Patience {
  /** Redirections are followed at once, but not for ever. */
  private static final int TRIES_WITHOUT_PAUSE = 5;

  private static final long LONGEST_PAUSE_MILLIS = 500;

  private final Duration limit;
  private final long start = System.nanoTime();
  private int tries;

  Patience(Duration limit) {
    this.limit = limit;
  }

  /**
   * Waits before the next try.
   *
   * @param problem why it must wait; null where it was only redirected
   * @throws UserException with the problem, where the time is over
   */
  void pause(Problem problem) {
    tries++;
    if (System.nanoTime() - start > limit.toNanos()) {
      throw giveUp(problem);
    }
    if (problem != null || tries > TRIES_WITHOUT_PAUSE) {
      try {
        Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, 5L << Math.min(tries, 10)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for Redis", e);
      }
    }
  }

  private UserException giveUp(Problem problem) {
    String tried = " (Tried for " + limit.toMillis() / 1000.0 + " s.)";
    return problem == null
        ? new UserException("Redis cluster", "Its nodes keep redirecting to each other." + tried)
        : new UserException(problem.where(), problem.message() + tried);
  }
}
