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

  /** What is left of the time; zero where it is over. */
  Duration left() {
    Duration left = limit.minusNanos(System.nanoTime() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Waits before the next try.
   *
   * @param problem why it must wait; null where it was only redirected
   * @return whether there is time for one
   */
  boolean pause(Problem problem) {
    tries++;
    long left = left().toMillis();
    if (left == 0) {
      return false;
    }
    if (problem != null || tries > TRIES_WITHOUT_PAUSE) {
      try {
        long pause = Math.min(LONGEST_PAUSE_MILLIS, 5L << Math.min(tries, 10));
        Thread.sleep(Math.min(left, pause));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for Redis", e);
      }
    }
    return true;
  }

  /**
   * Waits before the next try.
   *
   * @throws UserException with the problem, where the time is over
   */
  void requirePause(Problem problem) {
    if (!pause(problem)) {
      throw over(problem);
    }
  }

  /** What there is to say once the time is over. */
  UserException over(Problem problem) {
    String tried = " (Tried for " + limit.toMillis() / 1000.0 + " s.)";
    return problem == null
        ? new UserException("Redis cluster", "Its nodes keep redirecting to each other." + tried)
        : new UserException(problem.where(), problem.message() + tried);
  }
}
