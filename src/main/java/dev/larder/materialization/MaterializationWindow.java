package dev.larder.materialization;

import dev.larder.UserException;
import dev.larder.feature.FeatureView;
import dev.larder.registry.MaterializationInterval;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The event times of a view that one run loads, both ends included.
 *
 * @param start not after {@code end}, but where an incremental run has nothing to do
 * @param lastEnd where the run before ended; null for a given window, and for a first run
 */
public record MaterializationWindow(FeatureView view, Instant start, Instant end, Instant lastEnd) {
  /** How far back the first incremental run of a view without ttl goes, as in Feast. */
  private static final Duration FIRST_RUN = Duration.ofDays(52 * 7);

  /** Feast, which reads the recorded interval, knows no time before the year 1. */
  private static final Instant LEAST = Instant.parse("0001-01-01T00:00:00Z");

  /**
   * A given window.
   *
   * @throws UserException where it ends before it starts
   */
  static MaterializationWindow between(FeatureView view, Instant start, Instant end) {
    if (start.isAfter(end)) {
      throw new UserException("materialize", "START " + start + " is after END " + end + ".");
    }
    return new MaterializationWindow(view, start, end, null);
  }

  /**
   * The window of an incremental run: from the greatest end of all recorded intervals, less the
   * lookback; in a first run from now less the ttl, or less 52 weeks for a view without one.
   *
   * @param lookback how much later than their event time rows may have come into the source
   */
  static MaterializationWindow incremental(
      FeatureView view,
      List<MaterializationInterval> intervals,
      Instant end,
      Duration lookback,
      Instant now) {
    Instant lastEnd =
        intervals.stream().map(MaterializationInterval::end).max(Instant::compareTo).orElse(null);
    Instant start =
        lastEnd == null
            ? now.minus(view.ttl().isZero() ? FIRST_RUN : view.ttl())
            : before(lastEnd, lookback);
    return new MaterializationWindow(view, start, end, lastEnd);
  }

  private static Instant before(Instant time, Duration duration) {
    return duration.compareTo(Duration.between(LEAST, time)) > 0 ? LEAST : time.minus(duration);
  }

  /** Whether there is nothing after what was loaded before. */
  public boolean isUpToDate() {
    return !(lastEnd == null ? start : lastEnd).isBefore(end);
  }

  /** Whether it holds event times that were loaded before. */
  public boolean looksBack() {
    return lastEnd != null && start.isBefore(lastEnd);
  }

  /**
   * The last event time of rows that count as late, in microseconds since 1970; less than any for a
   * window that does not look back.
   */
  long lateUntilMicros() {
    return looksBack() ? ChronoUnit.MICROS.between(Instant.EPOCH, lastEnd) : Long.MIN_VALUE;
  }
}
