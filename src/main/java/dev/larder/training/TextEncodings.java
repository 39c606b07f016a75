package dev.larder.training;

import dev.larder.model.Encoding;
import dev.larder.training.TextCounts.Tally;
import java.util.List;
import java.util.Map;

/** Encodings of texts by what the rows that have them are like. */
final class TextEncodings {
  /** Rows below which a text is too rare for a number of its own. */
  private static final int FEW = 5;

  /** As how many rows the mean of all rows counts in the mean of a text's rows. */
  private static final double SMOOTHING = 10;

  private static final int NO_FOLD = -1;

  private TextEncodings() {}

  /** By their shares of the rows. */
  static Encoding frequency(TextCounts counts) {
    List<String> texts = frequent(counts);
    double rows = all(counts).rowsWithout(NO_FOLD);
    return new Encoding.Frequency(
        texts,
        texts.stream()
            .mapToDouble(text -> counts.texts().get(text).rowsWithout(NO_FOLD) / rows)
            .toArray());
  }

  /**
   * By their rows' mean labels. Rare texts have the mean of all of them together, as those that the
   * train part lacks.
   *
   * @param fold the fold whose labels must not be used; -1 for none
   */
  static Encoding target(TextCounts counts, int fold) {
    Tally all = all(counts);
    double mean = (double) all.positivesWithout(fold) / all.rowsWithout(fold);
    List<String> texts = frequent(counts);
    Tally rare =
        counts.texts().entrySet().stream()
            .filter(text -> isRare(text.getValue()))
            .map(Map.Entry::getValue)
            .reduce(counts.others(), Tally::plus);
    return new Encoding.Target(
        texts,
        texts.stream().mapToDouble(text -> mean(counts.texts().get(text), fold, mean)).toArray(),
        mean(rare, fold, mean),
        mean(counts.missing(), fold, mean));
  }

  private static double mean(Tally tally, int fold, double all) {
    return (tally.positivesWithout(fold) + SMOOTHING * all) / (tally.rowsWithout(fold) + SMOOTHING);
  }

  private static List<String> frequent(TextCounts counts) {
    return counts.texts().keySet().stream()
        .filter(text -> !isRare(counts.texts().get(text)))
        .toList();
  }

  private static boolean isRare(Tally tally) {
    return tally.rowsWithout(NO_FOLD) < FEW;
  }

  private static Tally all(TextCounts counts) {
    return counts.texts().values().stream()
        .reduce(counts.others().plus(counts.missing()), Tally::plus);
  }
}
