package dev.larder.model;

/** Log-odds and probabilities. */
final class LogOdds {
  /** Where a probability is 0 or 1, its log-odds would be infinite. */
  private static final double EDGE = 1e-15;

  private LogOdds() {}

  /** As MLlib computes it, in its order of operations: from the probability of the label 0. */
  static double probability(double logOdds) {
    return 1 - 1 / (1 + Math.exp(logOdds));
  }

  static double of(double probability) {
    double inside = Math.max(EDGE, Math.min(1 - EDGE, probability));
    return Math.log(inside / (1 - inside));
  }
}
