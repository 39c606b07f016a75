package dev.larder.training.evaluation;

/**
 * The population stability index of lenders' practice: the sum over bins of (share − expected
 * share) × ln(share / expected share). Below 0.1 is usually taken for stable, above 0.25 for moved
 * (Siddiqi, "Credit Risk Scorecards", 2006).
 */
final class Drift {
  /** What an empty bin's share counts as, so that no logarithm is infinite. */
  private static final double LEAST_SHARE = 1e-4;

  private Drift() {}

  /**
   * The index.
   *
   * @param expected rows of the train part in each bin
   * @param found rows of the other part in each bin
   * @return null where either has no rows
   */
  static Double psi(long[] expected, long[] found) {
    double allExpected = sum(expected);
    double allFound = sum(found);
    if (allExpected == 0 || allFound == 0) {
      return null;
    }
    double psi = 0;
    for (int bin = 0; bin < expected.length; bin++) {
      if (expected[bin] + found[bin] > 0) {
        double before = Math.max(LEAST_SHARE, expected[bin] / allExpected);
        double after = Math.max(LEAST_SHARE, found[bin] / allFound);
        psi += (after - before) * Math.log(after / before);
      }
    }
    return psi;
  }

  private static double sum(long[] counts) {
    double sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
