package dev.larder.training;

import dev.larder.model.Node;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;

/** Turns MLlib's tree into the portable model's. */
final class TreeExport {
  private final List<Node> nodes = new ArrayList<>();

  private TreeExport() {}

  /** The nodes, root first, each before its children. */
  static List<Node> nodes(DecisionTreeClassificationModel model) {
    TreeExport export = new TreeExport();
    export.add(model.rootNode());
    return List.copyOf(export.nodes);
  }

  /** Adds a node with all that is beneath it; its position. */
  private int add(org.apache.spark.ml.tree.Node node) {
    int position = nodes.size();
    if (node instanceof InternalNode internal) {
      ContinuousSplit split = (ContinuousSplit) internal.split();
      nodes.add(null);
      int left = add(internal.leftChild());
      int right = add(internal.rightChild());
      nodes.set(position, new Node.Split(split.featureIndex(), split.threshold(), left, right));
    } else {
      nodes.add(new Node.Leaf(probability(node)));
    }
    return position;
  }

  /** As MLlib computes it, in the same order of operations: the part of the rows with label 1. */
  private static double probability(org.apache.spark.ml.tree.Node leaf) {
    double[] rows = leaf.impurityStats().stats();
    return rows[1] / (rows[0] + rows[1]);
  }
}
