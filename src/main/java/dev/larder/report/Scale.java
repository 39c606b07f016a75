package dev.larder.report;

import java.util.ArrayList;
import java.util.List;

/** The numbers that an axis shows, from the least to the greatest, which differ. */
record Scale(double least, double greatest) {
  private static final int MOST_TICKS = 6;

  /** Rates between 0 and 1. */
  static final Scale RATES = new Scale(0, 1);

  /** From 0 to the next round number that is not less than the value. */
  static Scale upTo(double value) {
    double step = step(value <= 0 ? 1 : value);
    return new Scale(0, step * Math.max(1, Math.ceil(value / step - 1e-9)));
  }

  /** A scale with room where both numbers are the same. */
  static Scale between(double least, double greatest) {
    return least < greatest ? new Scale(least, greatest) : new Scale(least - 1, greatest + 1);
  }

  /** How far a number is from the least, as a part of the whole. */
  double part(double value) {
    return (value - least) / (greatest - least);
  }

  /** Round numbers on the axis, rising. */
  List<Double> ticks() {
    double step = step(greatest - least);
    List<Double> ticks = new ArrayList<>();
    // Whole steps, so that rounding errors do not add up.
    for (long i = (long) Math.ceil(least / step - 1e-9); i * step <= greatest + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten. */
  private static double step(double span) {
    double power = Math.pow(10, Math.floor(Math.log10(span / MOST_TICKS)));
    for (double step : new double[] {1, 2, 5}) {
      if (span / (step * power) <= MOST_TICKS) {
        return step * power;
      }
    }
    return 10 * power;
  }
}
