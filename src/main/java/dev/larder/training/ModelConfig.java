package dev.larder.training;

import java.util.List;
import java.util.Optional;

/**
 * How a model is trained: what {@code credit_model.yaml} says.
 *
 * @param name the model's own
 * @param featureService the service that the training set must have been made for; empty for any
 * @param label the column to be predicted, which holds 0 and 1
 * @param rowId the column that tells rows apart in the predictions, never an input; empty where
 *     there is none
 * @param drop columns that are no inputs, besides join keys, times, label and row id
 * @param threshold from which probability on the decision is to reject; empty to choose the one
 *     with the best F1 score on the validation split
 */
public record ModelConfig(
    String name,
    Optional<Name> featureService,
    Name label,
    Optional<Name> rowId,
    List<Name> drop,
    DecisionTree algorithm,
    Split split,
    Optional<Double> threshold) {

  public ModelConfig {
    drop = List.copyOf(drop);
  }

  /**
   * A name of something in the training set.
   *
   * @param where the place in the file, for errors
   */
  public record Name(String name, String where) {}

  /**
   * MLlib's decision tree.
   *
   * @param maxDepth how many questions lead to an answer at most: 0 to 30
   * @param minInstances how many rows of the train split each answer stands for at least
   * @param maxBins how many thresholds of one input are tried, plus one
   */
  public record DecisionTree(int maxDepth, int minInstances, int maxBins) {}

  /** Which part of the rows, in the order of time, each split gets; they sum up to 1. */
  public record Split(double train, double validation, double test) {}
}
