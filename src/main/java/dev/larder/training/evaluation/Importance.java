package dev.larder.training.evaluation;

import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How much single inputs matter, from rows of the validation part. */
final class Importance {
  private static final int SHUFFLES = 3;

  /** What a missing number counts as, where an input predicts alone. */
  private static final double BELOW_ALL = Double.NEGATIVE_INFINITY;

  private final PortableModel model;
  private final List<SampleRow> rows;

  Importance(PortableModel model, List<SampleRow> rows) {
    this.model = model;
    this.rows = rows;
  }

  /**
   * The permutation importance of an input (Breiman, "Random Forests", 2001): how much AUC is lost
   * when its values are shuffled among the rows, in the mean of {@value #SHUFFLES} shuffles with
   * fixed seeds. It may be a little below 0 for an input that does not matter.
   *
   * @return null where the rows have only one label
   */
  Double permutation(Input input) {
    double[] scores = new double[rows.size()];
    Double all = RankAuc.of(rows, probabilities(scores, null, null));
    if (all == null) {
      return null;
    }
    List<Object> values = values(input);
    double loss = 0;
    for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
      Collections.shuffle(values, new Random(shuffle));
      loss += all - RankAuc.of(rows, probabilities(scores, input.name(), values));
    }
    return loss / SHUFFLES;
  }

  private double[] probabilities(double[] scores, String changed, List<Object> values) {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < scores.length; i++) {
      row.putAll(rows.get(i).values());
      if (changed != null) {
        row.put(changed, values.get(i));
      }
      scores[i] = model.probability(row);
    }
    return scores;
  }

  private List<Object> values(Input input) {
    List<Object> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.values().get(input.name())));
    return values;
  }

  /**
   * The AUC of an input alone, in whichever direction: of numbers as they are, what is missing
   * below all of them; of texts by their default rates in the train part.
   *
   * @param train rows of the train part
   * @return null where the rows have only one label
   */
  Double alone(Input input, List<SampleRow> train) {
    boolean isText = input.type() == InputType.STRING || input.type() == InputType.BOOL;
    Map<Object, Double> rates = isText ? rates(input, train) : Map.of();
    double rate = train.stream().mapToInt(SampleRow::label).average().orElse(0);
    double[] scores =
        values(input).stream()
            .mapToDouble(
                value ->
                    isText
                        ? rates.getOrDefault(value, rate)
                        : value == null ? BELOW_ALL : ((Number) value).doubleValue())
            .toArray();
    Double auc = RankAuc.of(rows, scores);
    return auc == null ? null : Math.max(auc, 1 - auc);
  }

  /** The default rate of each text, and of null. */
  private static Map<Object, Double> rates(Input input, List<SampleRow> train) {
    Map<Object, long[]> counts = new HashMap<>();
    for (SampleRow row : train) {
      long[] count = counts.computeIfAbsent(row.values().get(input.name()), value -> new long[2]);
      count[0]++;
      count[1] += row.label();
    }
    Map<Object, Double> rates = new HashMap<>();
    counts.forEach((value, count) -> rates.put(value, (double) count[1] / count[0]));
    return rates;
  }
}
