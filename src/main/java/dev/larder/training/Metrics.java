package dev.larder.training;

import java.util.Comparator;
import java.util.List;

/**
 * How well a model does on a split. What is undefined is null: a curve where only one label occurs,
 * precision where nothing is rejected.
 *
 * @param positives rows with label 1
 * @param auc the area under the ROC curve: how often a positive gets a greater probability than a
 *     negative, half counted where they are equal
 * @param averagePrecision precision averaged over the thresholds, weighted by the recall that each
 *     adds
 * @param accuracy at the threshold, as the following
 */
public record Metrics(
    long rows,
    long positives,
    Double auc,
    Double averagePrecision,
    Double accuracy,
    Double precision,
    Double recall,
    Double f1) {

  /**
   * The metrics of a split.
   *
   * @param scores each probability once, in any order
   */
  static Metrics of(List<ScoreCount> scores, double threshold) {
    long rows = scores.stream().mapToLong(ScoreCount::rows).sum();
    long positives = scores.stream().mapToLong(ScoreCount::positives).sum();
    List<ScoreCount> rejected = scores.stream().filter(s -> s.probability() >= threshold).toList();
    long rejectedRows = rejected.stream().mapToLong(ScoreCount::rows).sum();
    long truePositives = rejected.stream().mapToLong(ScoreCount::positives).sum();
    long trueNegatives = rows - positives - (rejectedRows - truePositives);
    return new Metrics(
        rows,
        positives,
        auc(scores, positives, rows - positives),
        averagePrecision(scores, positives),
        ratio(truePositives + trueNegatives, rows),
        ratio(truePositives, rejectedRows),
        ratio(truePositives, positives),
        ratio(2 * truePositives, rejectedRows + positives));
  }

  /**
   * The threshold with the best F1 score; the greatest of those that are equally good. It is one of
   * the probabilities.
   */
  static double bestF1Threshold(List<ScoreCount> scores) {
    return scores.stream()
        .map(ScoreCount::probability)
        .max(
            Comparator.comparing((Double threshold) -> of(scores, threshold).f1())
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static Double auc(List<ScoreCount> scores, long positives, long negatives) {
    double pairs = 0;
    long negativesBelow = 0;
    for (ScoreCount score : ascending(scores)) {
      long negativesHere = score.rows() - score.positives();
      pairs += score.positives() * (negativesBelow + negativesHere / 2.0);
      negativesBelow += negativesHere;
    }
    return positives == 0 || negatives == 0 ? null : pairs / ((double) positives * negatives);
  }

  private static Double averagePrecision(List<ScoreCount> scores, long positives) {
    double sum = 0;
    long rowsAbove = 0;
    long positivesAbove = 0;
    List<ScoreCount> ascending = ascending(scores);
    for (int i = ascending.size() - 1; i >= 0; i--) {
      rowsAbove += ascending.get(i).rows();
      positivesAbove += ascending.get(i).positives();
      sum += ascending.get(i).positives() * ((double) positivesAbove / rowsAbove);
    }
    return positives == 0 ? null : sum / positives;
  }

  private static List<ScoreCount> ascending(List<ScoreCount> scores) {
    return scores.stream().sorted(Comparator.comparingDouble(ScoreCount::probability)).toList();
  }

  private static Double ratio(long part, long whole) {
    return whole == 0 ? null : (double) part / whole;
  }
}
