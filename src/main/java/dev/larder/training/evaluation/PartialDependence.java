package dev.larder.training.evaluation;

import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import dev.larder.report.ModelCard.Dependence;
import dev.larder.report.ModelCard.DependencePoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the mean probability of a fixed sample of rows depends on one input, when all of them get the
 * same value of it (Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", 2001).
 * The values are those that the sample has: of numbers up to {@value #NUMBERS} from the least
 * fortieth to the greatest, of texts the {@value #TEXTS} most frequent.
 */
final class PartialDependence {
  private static final int NUMBERS = 20;
  private static final int TEXTS = 8;

  private final PortableModel model;
  private final List<SampleRow> rows;

  PartialDependence(PortableModel model, List<SampleRow> rows) {
    this.model = model;
    this.rows = rows;
  }

  Dependence of(Input input) {
    List<Object> present =
        rows.stream().map(row -> row.values().get(input.name())).filter(Objects::nonNull).toList();
    boolean isText = input.type() == InputType.STRING || input.type() == InputType.BOOL;
    List<DependencePoint> points = new ArrayList<>();
    for (Object value : isText ? frequent(present) : quantiles(present)) {
      points.add(
          new DependencePoint(
              value.toString(),
              isText ? null : Double.valueOf(((Number) value).doubleValue()),
              mean(input, value)));
    }
    return new Dependence(input.name(), points);
  }

  private static List<?> frequent(List<Object> present) {
    Map<String, Object> values = new HashMap<>();
    present.forEach(value -> values.put(value.toString(), value));
    return ValueBins.frequent(present).stream().limit(TEXTS).map(values::get).toList();
  }

  private static List<?> quantiles(List<Object> present) {
    List<Object> rising =
        present.stream()
            .sorted(Comparator.comparingDouble(value -> ((Number) value).doubleValue()))
            .toList();
    List<Object> quantiles = new ArrayList<>();
    for (int i = 0; i < NUMBERS && !rising.isEmpty(); i++) {
      Object value = rising.get(rising.size() * (2 * i + 1) / (2 * NUMBERS));
      if (quantiles.isEmpty() || !quantiles.get(quantiles.size() - 1).equals(value)) {
        quantiles.add(value);
      }
    }
    return quantiles;
  }

  private double mean(Input input, Object value) {
    Map<String, Object> changed = new HashMap<>();
    double sum = 0;
    for (SampleRow row : rows) {
      changed.putAll(row.values());
      changed.put(input.name(), value);
      sum += model.probability(changed);
    }
    return sum / rows.size();
  }
}
