package dev.larder.testing;

import dev.larder.model.TreeEnsemble;
import dev.larder.model.TreeEnsemble.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.DoubleStream;

/** Trees by hand. */
public final class Trees {
  /**
   * A node with all beneath it; one that is no leaf would answer the mean of what its children
   * would.
   */
  public record Node(int column, double threshold, Node low, Node high, double value) {}

  private Trees() {}

  /** An answer. */
  public static Node leaf(double value) {
    return new Node(TreeEnsemble.LEAF, 0, null, null, value);
  }

  /** A question: up to the threshold it leads to the low node. */
  public static Node split(int column, double threshold, Node low, Node high) {
    return new Node(column, threshold, low, high, (low.value() + high.value()) / 2);
  }

  /** Trees of probabilities. */
  public static TreeEnsemble forest(Node... trees) {
    return ensemble(Link.MEAN, DoubleStream.generate(() -> 1).limit(trees.length), trees);
  }

  /** Trees of halves of log-odds, with falling weights. */
  public static TreeEnsemble boosted(Node... trees) {
    return ensemble(
        Link.LOGISTIC, DoubleStream.iterate(1, weight -> weight / 2).limit(trees.length), trees);
  }

  private static TreeEnsemble ensemble(Link link, DoubleStream weights, Node... trees) {
    List<Integer> roots = new ArrayList<>();
    List<Integer> children = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    for (Node tree : trees) {
      roots.add(nodes.size());
      int next = nodes.size() + 1;
      Queue<Node> waiting = new ArrayDeque<>(List.of(tree));
      for (Node node = waiting.poll(); node != null; node = waiting.poll()) {
        boolean leaf = node.column() == TreeEnsemble.LEAF;
        nodes.add(node);
        children.add(leaf ? 0 : next);
        if (!leaf) {
          next += 2;
          waiting.addAll(List.of(node.low(), node.high()));
        }
      }
    }
    return new TreeEnsemble(
        link,
        weights.toArray(),
        roots.stream().mapToInt(Integer::intValue).toArray(),
        nodes.stream().mapToInt(Node::column).toArray(),
        nodes.stream().mapToDouble(Node::threshold).toArray(),
        children.stream().mapToInt(Integer::intValue).toArray(),
        nodes.stream().mapToDouble(Node::value).toArray());
  }
}
