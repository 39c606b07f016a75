package dev.larder.training;

import dev.larder.training.config.Algorithm;
import dev.larder.training.config.Algorithm.DecisionTree;
import dev.larder.training.config.Algorithm.GradientBoostedTrees;
import dev.larder.training.config.Algorithm.LogisticRegression;
import dev.larder.training.config.Algorithm.RandomForest;
import dev.larder.training.evaluation.ScoredRows;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** MLlib's classifiers, trained on rows with vectors and weights. */
final class Classifiers {
  /** So that the rows are passed once for each level of a tree, not once for a few of its nodes. */
  private static final int MEMORY_MB = 1024;

  /** Each boosted tree rests on those before it, which grows with them but for checkpoints. */
  private static final int CHECKPOINT_INTERVAL = 10;

  private Classifiers() {}

  /** Trains one; the same rows in the same order and the same seed make the same model. */
  static ProbabilisticClassificationModel<Vector, ?> fit(
      Algorithm algorithm, Dataset<Row> rows, long seed) {
    if (algorithm instanceof DecisionTree tree) {
      return fit(decisionTree(tree, seed), rows);
    } else if (algorithm instanceof RandomForest forest) {
      return fit(randomForest(forest, seed), rows);
    } else if (algorithm instanceof GradientBoostedTrees boosted) {
      return fit(boostedTrees(boosted, seed), rows);
    }
    // MLlib adds the sums of partitions in the order in which they come: only one comes in order.
    boolean one = rows.sparkSession().sparkContext().isLocal();
    return fit(logisticRegression((LogisticRegression) algorithm), one ? rows.coalesce(1) : rows);
  }

  private static <
          E extends ProbabilisticClassifier<Vector, E, M>,
          M extends ProbabilisticClassificationModel<Vector, M>>
      M fit(E classifier, Dataset<Row> rows) {
    classifier.set(classifier.getParam("weightCol"), ClassWeight.COLUMN);
    return classifier.setFeaturesCol(InputVectors.FEATURES).setLabelCol(ScoredRows.LABEL).fit(rows);
  }

  private static DecisionTreeClassifier decisionTree(DecisionTree tree, long seed) {
    return new DecisionTreeClassifier()
        .setMaxDepth(tree.maxDepth())
        .setMinInstancesPerNode(tree.minInstances())
        .setMaxBins(tree.maxBins())
        .setMaxMemoryInMB(MEMORY_MB)
        .setSeed(seed);
  }

  private static RandomForestClassifier randomForest(RandomForest forest, long seed) {
    return new RandomForestClassifier()
        .setNumTrees(forest.trees())
        .setMaxDepth(forest.maxDepth())
        .setMinInstancesPerNode(forest.minInstances())
        .setMaxBins(forest.maxBins())
        .setFeatureSubsetStrategy(forest.featureSubset())
        .setSubsamplingRate(forest.subsampling())
        .setMaxMemoryInMB(MEMORY_MB)
        .setSeed(seed);
  }

  private static GBTClassifier boostedTrees(GradientBoostedTrees boosted, long seed) {
    return new GBTClassifier()
        .setMaxIter(boosted.trees())
        .setStepSize(boosted.learningRate())
        .setMaxDepth(boosted.maxDepth())
        .setMinInstancesPerNode(boosted.minInstances())
        .setMaxBins(boosted.maxBins())
        .setFeatureSubsetStrategy(boosted.featureSubset())
        .setSubsamplingRate(boosted.subsampling())
        .setMaxMemoryInMB(MEMORY_MB)
        .setCheckpointInterval(CHECKPOINT_INTERVAL)
        .setSeed(seed);
  }

  private static org.apache.spark.ml.classification.LogisticRegression logisticRegression(
      LogisticRegression regression) {
    return new org.apache.spark.ml.classification.LogisticRegression()
        .setFamily("binomial")
        .setRegParam(regression.regularization())
        .setElasticNetParam(regression.elasticNet())
        .setMaxIter(regression.maxIterations());
  }
}
