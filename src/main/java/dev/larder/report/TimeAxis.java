package dev.larder.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Places times along a line from left to right, and finds round times to label it with. */
final class TimeAxis {
  private static final int MAX_TICKS = 7;

  /** A round time. */
  record Tick(double x, String label) {}

  /** A distance between ticks, and how times are written that lie so far apart. */
  private record Step(ChronoUnit unit, int amount, String pattern) {
    Duration length() {
      return unit.getDuration().multipliedBy(amount);
    }

    /** The last multiple of this step that is not after the time. */
    LocalDateTime floor(LocalDateTime time) {
      if (unit == ChronoUnit.MONTHS || unit == ChronoUnit.YEARS) {
        int months = unit == ChronoUnit.MONTHS ? amount : 12 * amount;
        long month = Math.floorDiv(time.getLong(ChronoField.PROLEPTIC_MONTH), months) * months;
        return LocalDateTime.of(
            (int) Math.floorDiv(month, 12L), (int) Math.floorMod(month, 12L) + 1, 1, 0, 0);
      }
      long seconds = length().toSeconds();
      long since = Math.floorDiv(time.toEpochSecond(ZoneOffset.UTC), seconds) * seconds;
      return LocalDateTime.ofEpochSecond(since, 0, ZoneOffset.UTC);
    }
  }

  private static final List<Step> STEPS = steps();

  private final Instant first;
  private final double seconds;
  private final double left;
  private final double width;

  private TimeAxis(Instant first, double seconds, double left, double width) {
    this.first = first;
    this.seconds = seconds;
    this.left = left;
    this.width = width;
  }

  /**
   * An axis that shows all of these times, with room on either side.
   *
   * @param times at least one
   */
  static TimeAxis over(Collection<Instant> times, double left, double right) {
    Instant least = Collections.min(times);
    Duration span = Duration.between(least, Collections.max(times));
    Duration margin = span.isZero() ? Duration.ofDays(1) : span.dividedBy(25);
    Duration shown = span.plus(margin).plus(margin);
    return new TimeAxis(least.minus(margin), seconds(shown), left, right - left);
  }

  /** Where the time stands; beyond the ends for times beyond them. */
  double x(Instant time) {
    return left + seconds(Duration.between(first, time)) / seconds * width;
  }

  /** Round times on the axis, from left to right; none where all lie within a few seconds. */
  List<Tick> ticks() {
    Step step =
        STEPS.stream()
            .filter(s -> seconds / s.length().toSeconds() <= MAX_TICKS)
            .findFirst()
            .orElse(STEPS.get(STEPS.size() - 1));
    DateTimeFormatter label = DateTimeFormatter.ofPattern(step.pattern(), Locale.ROOT);
    List<Tick> ticks = new ArrayList<>();
    LocalDateTime time = step.floor(LocalDateTime.ofInstant(first, ZoneOffset.UTC));
    for (double x = left; x <= left + width; time = time.plus(step.amount(), step.unit())) {
      x = x(time.toInstant(ZoneOffset.UTC));
      if (x >= left && x <= left + width) {
        ticks.add(new Tick(x, label.format(time)));
      }
    }
    return ticks;
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  private static List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    add(steps, ChronoUnit.SECONDS, "HH:mm:ss", 1, 5, 15, 30);
    add(steps, ChronoUnit.MINUTES, "HH:mm", 1, 5, 15, 30);
    add(steps, ChronoUnit.HOURS, "MM-dd HH:mm", 1, 3, 6, 12);
    add(steps, ChronoUnit.DAYS, "uuuu-MM-dd", 1, 2, 7, 14);
    add(steps, ChronoUnit.MONTHS, "uuuu-MM", 1, 2, 3, 6);
    add(steps, ChronoUnit.YEARS, "uuuu", 1, 2, 5, 10, 20, 50, 100, 1000);
    return List.copyOf(steps);
  }

  private static void add(List<Step> steps, ChronoUnit unit, String pattern, int... amounts) {
    for (int amount : amounts) {
      steps.add(new Step(unit, amount, pattern));
    }
  }
}
