package dev.larder.training.evaluation;

import dev.larder.model.InputType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Bins of an input's values, as the train part has them: tenths of numbers, the most frequent texts
 * and one bin for all others. What is missing has the first bin, {@value #MISSING}.
 */
sealed interface ValueBins extends Serializable {
  int MISSING = 0;
  int NUMBERS = 10;
  int TEXTS = 20;

  /** How many bins there are. */
  int count();

  /**
   * The bin of a value.
   *
   * @param value null where it is missing
   */
  int of(Object value);

  /** Numbers: each bin but the last has its greatest number, in rising order. */
  record Numbers(List<Double> ends) implements ValueBins {
    @Override
    public int count() {
      return ends.size() + 2;
    }

    @Override
    public int of(Object value) {
      if (value == null) {
        return MISSING;
      }
      int position = Collections.binarySearch(ends, ((Number) value).doubleValue());
      return 1 + (position < 0 ? -position - 1 : position);
    }
  }

  /** Texts, or true and false; the last bin is that of all others. */
  record Texts(Map<String, Integer> bins) implements ValueBins {
    @Override
    public int count() {
      return bins.size() + 2;
    }

    @Override
    public int of(Object value) {
      return value == null ? MISSING : bins.getOrDefault(value.toString(), count() - 1);
    }
  }

  /**
   * The bins for an input.
   *
   * @param values of the train part; null where missing
   */
  static ValueBins of(InputType type, List<?> values) {
    List<?> present = values.stream().filter(Objects::nonNull).toList();
    return switch (type) {
      case BOOL, STRING -> new Texts(positions(frequent(present)));
      default -> numbers(present);
    };
  }

  /** Tenths of these numbers; fewer bins where one number is more than a tenth of them. */
  static Numbers numbers(List<?> values) {
    List<Double> rising =
        values.stream().map(value -> ((Number) value).doubleValue()).sorted().toList();
    List<Double> ends = new ArrayList<>();
    for (int bin = 1; bin < NUMBERS && !rising.isEmpty(); bin++) {
      double end = rising.get((rising.size() * bin + NUMBERS - 1) / NUMBERS - 1);
      if (ends.isEmpty() || ends.get(ends.size() - 1) < end) {
        ends.add(end);
      }
    }
    return new Numbers(List.copyOf(ends));
  }

  /** The most frequent texts, first the most frequent; of equally frequent ones by their order. */
  static List<String> frequent(List<?> values) {
    Map<String, Long> counts =
        values.stream()
            .map(Object::toString)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(TEXTS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, Integer> positions(List<String> texts) {
    Map<String, Integer> positions = new HashMap<>();
    for (String text : texts) {
      positions.put(text, 1 + positions.size());
    }
    return positions;
  }
}
