package dev.larder.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times and spans of time as a page shows them. */
public final class Times {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Times() {}

  /** {@code 2021-08-25 20:34:41}, in UTC, with a fraction where there is one. */
  public static String time(Instant time) {
    return TIME.format(time);
  }

  /**
   * The two greatest units of a span, such as {@code 12 d 4 h}.
   *
   * @param span not negative, in whole microseconds
   */
  static String span(Duration span) {
    if (span.toSeconds() == 0) {
      return span.isZero() ? "0 s" : span.toNanos() / 1000 + " µs";
    }
    List<String> parts = new ArrayList<>();
    long[] amounts = {
      span.toDays(), span.toHoursPart(), span.toMinutesPart(), span.toSecondsPart()
    };
    String[] units = {"d", "h", "min", "s"};
    for (int i = 0; i < units.length && parts.size() < 2; i++) {
      if (amounts[i] > 0) {
        parts.add(String.format(Locale.ROOT, "%,d %s", amounts[i], units[i]));
      } else if (!parts.isEmpty()) {
        break;
      }
    }
    return String.join(" ", parts);
  }
}
