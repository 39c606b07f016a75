package dev.larder.materialization;

import dev.larder.UserException;
import dev.larder.feature.FeatureView;
import dev.larder.registry.MaterializationInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The event times of a view that one run loads, both ends included.
 *
 * @param start not after {@code end}, but where an incremental run has nothing to do
 */
public record MaterializationWindow(FeatureView view, Instant start, Instant end) {
  /** How far back the first incremental run of a view without ttl goes, as in Feast. */
  private static final Duration FIRST_RUN = Duration.ofDays(52 * 7);

  /**
   * A given window.
   *
   * @throws UserException where it ends before it starts
   */
  static MaterializationWindow between(FeatureView view, Instant start, Instant end) {
    if (start.isAfter(end)) {
      throw new UserException("materialize", "START " + start + " is after END " + end + ".");
    }
    return new MaterializationWindow(view, start, end);
  }

  /**
   * The window of an incremental run: from the greatest end of all recorded intervals; in a first
   * run from now less the ttl, or less 52 weeks for a view without one.
   */
  static MaterializationWindow incremental(
      FeatureView view, List<MaterializationInterval> intervals, Instant end, Instant now) {
    Instant start =
        intervals.stream()
            .map(MaterializationInterval::end)
            .max(Instant::compareTo)
            .orElseGet(() -> now.minus(view.ttl().isZero() ? FIRST_RUN : view.ttl()));
    return new MaterializationWindow(view, start, end);
  }

  /** Whether there is nothing after what was loaded before. */
  public boolean isUpToDate() {
    return !start.isBefore(end);
  }
}
