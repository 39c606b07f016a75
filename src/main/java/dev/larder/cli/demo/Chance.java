package dev.larder.cli.demo;

import java.util.SplittableRandom;

/**
 * Chance that repeats itself: the same numbers for the same kind of thing with the same number, on
 * every machine and in every order of making them.
 */
final class Chance {
  private static final long SEED = 20_210_825;

  private final SplittableRandom random;

  private Chance(SplittableRandom random) {
    this.random = random;
  }

  /** The chance of the thing of that kind with that number. */
  static Chance of(String kind, long number) {
    return new Chance(new SplittableRandom(SEED + kind.hashCode() * 1_000_003L + number));
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** A whole number from 0, below the bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  /** Normally distributed. */
  double normal(double mean, double deviation) {
    return mean + deviation * random.nextGaussian();
  }

  /** Log-normally distributed: half of the numbers are below the median. */
  double logNormal(double median, double deviation) {
    return median * StrictMath.exp(normal(0, deviation));
  }

  /** Normally distributed, rounded, and held between two bounds. */
  long count(double mean, double deviation, int least, int most) {
    return Math.max(least, Math.min(most, Math.round(normal(mean, deviation))));
  }
}
