package dev.larder.training;

import dev.larder.model.Input;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.linalg.Vector;

/** How much each input's questions gained, in all trees of a model. */
final class Gains {
  private Gains() {}

  /** By the inputs' names, summing up to 1; empty where there are no trees. */
  static Map<String, Double> of(Object model, List<Input> inputs) {
    Map<String, Double> gains = new LinkedHashMap<>();
    Vector importances = importances(model);
    int column = 0;
    for (Input input : importances == null ? List.<Input>of() : inputs) {
      double gain = 0;
      for (int end = column + input.encoding().width(); column < end; column++) {
        gain += importances.apply(column);
      }
      gains.put(input.name(), gain);
    }
    return gains;
  }

  private static Vector importances(Object model) {
    if (model instanceof DecisionTreeClassificationModel tree) {
      return tree.featureImportances();
    } else if (model instanceof RandomForestClassificationModel forest) {
      return forest.featureImportances();
    } else if (model instanceof GBTClassificationModel boosted) {
      return boosted.featureImportances();
    }
    return null;
  }
}
