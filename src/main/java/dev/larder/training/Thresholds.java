package dev.larder.training;

import dev.larder.training.config.ThresholdPolicy;
import dev.larder.training.config.ThresholdPolicy.Cost;
import dev.larder.training.config.ThresholdPolicy.Fixed;
import dev.larder.training.config.ThresholdPolicy.MaxRejectionRate;
import java.util.Arrays;

/** Finds the probability from which on the decision is to reject. */
final class Thresholds {
  private final long rows;
  private final long positives;
  private final RankedScores scores;

  private Thresholds(RankedScores scores) {
    this.scores = scores;
    this.rows = Arrays.stream(scores.rows()).sum();
    this.positives = Arrays.stream(scores.positives()).sum();
  }

  /** What rejecting from a score on does. */
  @FunctionalInterface
  private interface Worth {
    double of(long rejected, long rejectedPositives);
  }

  /**
   * The threshold: one of the scores, or 1 where nothing is worth to be rejected; the greatest of
   * those that are equally good.
   *
   * @param scores of the validation part
   */
  static double find(ThresholdPolicy policy, RankedScores scores) {
    Thresholds thresholds = new Thresholds(scores);
    if (policy instanceof Fixed fixed) {
      return fixed.threshold();
    } else if (policy instanceof MaxRejectionRate rate) {
      return thresholds.best(
          (rejected, hits) -> rejected <= rate.share() * thresholds.rows ? rejected : -1);
    } else if (policy instanceof Cost cost) {
      return thresholds.best(
          (rejected, hits) ->
              -cost.falseApproval() * (thresholds.positives - hits)
                  - cost.falseRejection() * (rejected - hits));
    }
    return thresholds.best((rejected, hits) -> 2.0 * hits / (rejected + thresholds.positives));
  }

  private double best(Worth worth) {
    double threshold = 1;
    double best = worth.of(0, 0);
    long rejected = 0;
    long hits = 0;
    for (int i = 0; i < scores.scores().length; i++) {
      rejected += scores.rows()[i];
      hits += scores.positives()[i];
      double found = worth.of(rejected, hits);
      if (found > best) {
        best = found;
        threshold = scores.scores()[i];
      }
    }
    return threshold;
  }
}
