package dev.larder.feature;

import dev.larder.UserException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 3650d}, {@code 36h}, {@code 90m}, {@code 45s}, {@code
 * 250ms}, {@code P3650D}, {@code 0}.
 */
public final class Durations {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,12})(ms|s|m|h|d|w)");

  private Durations() {}

  /**
   * The duration that the text says.
   *
   * @param where the place of the text, for the error
   * @throws UserException where it is none, or negative
   */
  public static Duration parse(String where, String text) {
    String stripped = text.strip();
    if (stripped.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = SHORT.matcher(stripped);
    if (matcher.matches()) {
      long count = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(count);
        case "s" -> Duration.ofSeconds(count);
        case "m" -> Duration.ofMinutes(count);
        case "h" -> Duration.ofHours(count);
        case "d" -> Duration.ofDays(count);
        default -> Duration.ofDays(Math.multiplyExact(count, 7));
      };
    }
    try {
      Duration duration = Duration.parse(stripped);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Falls through to the same message as a negative duration.
    }
    throw new UserException(
        where,
        "Expected a duration such as 3650d, 36h, 90m, 45s, P3650D or 0, found '" + text + "'.");
  }
}
