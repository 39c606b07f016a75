package dev.larder.training.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The area under the ROC curve of scores that are here, as {@link Metrics#auc} has it. */
final class RankAuc {
  private RankAuc() {}

  /** Null where only one label occurs. */
  static Double of(List<SampleRow> rows, double[] scores) {
    int[] rising =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    long positives = rows.stream().mapToLong(SampleRow::label).sum();
    long negatives = rows.size() - positives;
    long doublePairs = 0;
    long negativesBelow = 0;
    int at = 0;
    while (at < rising.length) {
      int end = at;
      long positivesHere = 0;
      while (end < rising.length && scores[rising[end]] == scores[rising[at]]) {
        positivesHere += rows.get(rising[end]).label();
        end++;
      }
      long negativesHere = end - at - positivesHere;
      doublePairs += positivesHere * (2 * negativesBelow + negativesHere);
      negativesBelow += negativesHere;
      at = end;
    }
    return positives == 0 || negatives == 0
        ? null
        : doublePairs / 2.0 / ((double) positives * negatives);
  }
}
