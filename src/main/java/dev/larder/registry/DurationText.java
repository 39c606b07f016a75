package dev.larder.registry;

import java.time.Duration;

/** A duration as {@code features.yaml} takes it. */
final class DurationText {
  private DurationText() {}

  /** The shortest exact text: {@code 3650d}, {@code 36h}, {@code 90m}, {@code 45s}, {@code 0}. */
  static String of(Duration duration) {
    if (duration.isZero()) {
      return "0";
    }
    if (duration.getNano() != 0) {
      return duration.toString();
    }
    long seconds = duration.getSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
