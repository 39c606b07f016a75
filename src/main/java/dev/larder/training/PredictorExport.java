package dev.larder.training;

import dev.larder.model.LogisticRegression;
import dev.larder.model.Predictor;
import dev.larder.model.TreeEnsemble.Link;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.tree.Node;

/** Turns MLlib's classifiers of two classes into the portable model's predictors. */
final class PredictorExport {
  private PredictorExport() {}

  /**
   * The predictor that gives a classifier's probabilities of the label 1.
   *
   * @param means of the vectors' columns in training; only a logistic regression needs them
   * @throws IllegalArgumentException for a classifier of another kind
   */
  static Predictor of(Model<?> model, double[] means) {
    if (model instanceof DecisionTreeClassificationModel tree) {
      return probabilities(Stream.of(tree));
    } else if (model instanceof RandomForestClassificationModel forest) {
      return probabilities(Arrays.stream(forest.trees()));
    } else if (model instanceof GBTClassificationModel boosted) {
      List<Node> roots =
          Arrays.stream(boosted.trees()).map(DecisionTreeRegressionModel::rootNode).toList();
      return TreeExport.trees(Link.LOGISTIC, roots, boosted.treeWeights(), Node::prediction);
    } else if (model instanceof LogisticRegressionModel regression) {
      return new LogisticRegression(
          regression.coefficients().toArray(), regression.intercept(), means);
    }
    throw new IllegalArgumentException("No predictor for " + model.getClass());
  }

  private static Predictor probabilities(Stream<DecisionTreeClassificationModel> trees) {
    List<Node> roots = trees.map(DecisionTreeClassificationModel::rootNode).toList();
    double[] weights = DoubleStream.generate(() -> 1).limit(roots.size()).toArray();
    return TreeExport.trees(Link.MEAN, roots, weights, PredictorExport::probability);
  }

  /** As MLlib computes it, in the same order of operations: the part of the rows with label 1. */
  private static double probability(Node node) {
    double[] rows = node.impurityStats().stats();
    return rows[1] / (rows[0] + rows[1]);
  }
}
