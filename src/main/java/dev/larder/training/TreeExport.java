package dev.larder.training;

import dev.larder.model.TreeEnsemble;
import dev.larder.model.TreeEnsemble.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.ToDoubleFunction;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.Node;

/** Turns MLlib's trees into the portable model's arrays, each tree level by level. */
final class TreeExport {
  private final ToDoubleFunction<Node> answer;
  private final List<Integer> roots = new ArrayList<>();
  private final List<Integer> column = new ArrayList<>();
  private final List<Double> threshold = new ArrayList<>();
  private final List<Integer> child = new ArrayList<>();
  private final List<Double> value = new ArrayList<>();

  private TreeExport(ToDoubleFunction<Node> answer) {
    this.answer = answer;
  }

  /**
   * An ensemble.
   *
   * @param weights of the trees
   * @param answer of a node, were it a leaf
   */
  static TreeEnsemble trees(
      Link link, List<Node> roots, double[] weights, ToDoubleFunction<Node> answer) {
    TreeExport export = new TreeExport(answer);
    roots.forEach(export::add);
    return new TreeEnsemble(
        link,
        weights,
        ints(export.roots),
        ints(export.column),
        doubles(export.threshold),
        ints(export.child),
        doubles(export.value));
  }

  private void add(Node root) {
    roots.add(column.size());
    int next = column.size() + 1;
    Queue<Node> waiting = new ArrayDeque<>(List.of(root));
    for (Node node = waiting.poll(); node != null; node = waiting.poll()) {
      value.add(answer.applyAsDouble(node));
      if (node instanceof InternalNode internal) {
        ContinuousSplit split = (ContinuousSplit) internal.split();
        column.add(split.featureIndex());
        threshold.add(split.threshold());
        child.add(next);
        next += 2;
        waiting.add(internal.leftChild());
        waiting.add(internal.rightChild());
      } else {
        column.add(TreeEnsemble.LEAF);
        threshold.add(0.0);
        child.add(0);
      }
    }
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  private static double[] doubles(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
