package dev.larder.training.config;

import dev.larder.JsonRecord;
import java.util.Map;

/** One of MLlib's classifiers, with all its parameters. */
public sealed interface Algorithm {

  /** Its name in a model file. */
  String name();

  /** Whether it compares values, instead of adding them up. */
  default boolean isTree() {
    return true;
  }

  /** Its parameters by the names that they have in a model file. */
  default Map<String, Object> parameters() {
    return JsonRecord.asMap((Record) this);
  }

  /**
   * One tree.
   *
   * @param maxDepth how many questions lead to an answer at most: 0 to 30
   * @param minInstances how many rows of the train part each answer stands for at least
   * @param maxBins how many thresholds of one input are tried, plus one
   */
  record DecisionTree(int maxDepth, int minInstances, int maxBins) implements Algorithm {
    @Override
    public String name() {
      return "decision_tree";
    }
  }

  /**
   * The mean of trees, each grown on other rows and inputs.
   *
   * @param featureSubset the inputs that a question chooses from, as MLlib says it: auto, all,
   *     sqrt, log2, onethird, a number of inputs, or a part of them such as 0.5
   * @param subsampling the part of the rows that each tree sees
   */
  record RandomForest(
      int trees,
      int maxDepth,
      int minInstances,
      int maxBins,
      String featureSubset,
      double subsampling)
      implements Algorithm {
    @Override
    public String name() {
      return "random_forest";
    }
  }

  /**
   * The sum of trees, each grown on what those before it got wrong.
   *
   * @param learningRate the part of each tree's answer that is added
   * @param featureSubset as of {@link RandomForest}
   * @param subsampling the part of the rows that each tree sees
   */
  record GradientBoostedTrees(
      int trees,
      double learningRate,
      int maxDepth,
      int minInstances,
      int maxBins,
      String featureSubset,
      double subsampling)
      implements Algorithm {
    @Override
    public String name() {
      return "gradient_boosted_trees";
    }

    /** The same with another number of trees. */
    public GradientBoostedTrees withTrees(int number) {
      return new GradientBoostedTrees(
          number, learningRate, maxDepth, minInstances, maxBins, featureSubset, subsampling);
    }
  }

  /**
   * A weighted sum of the inputs.
   *
   * @param regularization how much great coefficients cost; 0: nothing
   * @param elasticNet which part of that cost is by their sizes (1) instead of their squares (0)
   */
  record LogisticRegression(double regularization, double elasticNet, int maxIterations)
      implements Algorithm {
    @Override
    public String name() {
      return "logistic_regression";
    }

    @Override
    public boolean isTree() {
      return false;
    }
  }
}
