package dev.larder.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.util.Arrays;

/** Makes a predictor's probabilities those that really occur; never turns their order around. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Calibration.Sigmoid.class, name = "sigmoid"),
  @JsonSubTypes.Type(value = Calibration.Isotonic.class, name = "isotonic")
})
public sealed interface Calibration extends Serializable {
  /** The probability that a predictor's probability means. */
  double apply(double probability);

  /** A straight line through the log-odds; the slope is positive. */
  record Sigmoid(double slope, double intercept) implements Calibration {
    @Override
    public double apply(double probability) {
      return LogOdds.probability(slope * LogOdds.of(probability) + intercept);
    }
  }

  /**
   * Straight lines between points; constant before the first and behind the last.
   *
   * @param boundaries the points' places, ascending
   * @param values at the boundaries, none less than the one before
   */
  record Isotonic(double[] boundaries, double[] values) implements Calibration {
    public Isotonic {
      boundaries = boundaries.clone();
      values = values.clone();
    }

    @Override
    public double apply(double probability) {
      int found = Arrays.binarySearch(boundaries, probability);
      int next = -found - 1;
      if (found >= 0) {
        return values[found];
      } else if (next == 0) {
        return values[0];
      } else if (next == values.length) {
        return values[next - 1];
      }
      double part =
          (probability - boundaries[next - 1]) / (boundaries[next] - boundaries[next - 1]);
      return values[next - 1] + part * (values[next] - values[next - 1]);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Isotonic o
          && Arrays.equals(boundaries, o.boundaries)
          && Arrays.equals(values, o.values);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(boundaries) + Arrays.hashCode(values);
    }
  }
}
