package dev.larder.model;

import java.util.Arrays;

/**
 * A logistic regression; its raw answers are log-odds.
 *
 * @param coefficients of the columns
 * @param means of the columns in training: who is like that in everything has the reference
 */
public record LogisticRegression(double[] coefficients, double intercept, double[] means)
    implements Predictor {

  public LogisticRegression {
    coefficients = coefficients.clone();
    means = means.clone();
  }

  @Override
  public double raw(double[] vector) {
    double sum = 0;
    for (int i = 0; i < vector.length; i++) {
      sum += coefficients[i] * vector[i];
    }
    return sum + intercept;
  }

  @Override
  public double reference() {
    return raw(means);
  }

  @Override
  public double explain(double[] vector, double[] contributions) {
    for (int i = 0; i < vector.length; i++) {
      contributions[i] += coefficients[i] * (vector[i] - means[i]);
    }
    return raw(vector);
  }

  @Override
  public double probability(double raw) {
    return LogOdds.probability(raw);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogisticRegression o
        && Arrays.equals(coefficients, o.coefficients)
        && Double.compare(intercept, o.intercept) == 0
        && Arrays.equals(means, o.means);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(coefficients) + Arrays.hashCode(means);
  }
}
