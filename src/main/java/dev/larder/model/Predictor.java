package dev.larder.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;

/**
 * What a model does with the numbers of its inputs. Its answer is first a raw one, which is a sum
 * to which each number has contributed, and then a probability.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LogisticRegression.class, name = "logistic_regression"),
  @JsonSubTypes.Type(value = TreeEnsemble.class, name = "tree_ensemble")
})
public sealed interface Predictor extends Serializable permits LogisticRegression, TreeEnsemble {
  /**
   * The raw answer: log-odds, or already a probability.
   *
   * @param vector finite numbers, as the encodings give
   */
  double raw(double[] vector);

  /** The raw answer for whom nothing is known of. */
  double reference();

  /**
   * Adds what each number of the vector contributed to the raw answer: together, the difference
   * between it and the {@link #reference}.
   *
   * @param contributions as long as the vector
   * @return the raw answer
   */
  double explain(double[] vector, double[] contributions);

  /** The probability of the label 1 for a raw answer. */
  double probability(double raw);
}
