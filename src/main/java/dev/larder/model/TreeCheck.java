package dev.larder.model;

import dev.larder.model.TreeEnsemble.Link;
import java.util.Optional;
import java.util.stream.IntStream;

/** Checks that every walk through an ensemble's trees ends, at an answer. */
final class TreeCheck {
  private final TreeEnsemble trees;
  private final int nodes;
  private final int columns;

  private TreeCheck(TreeEnsemble trees, int columns) {
    this.trees = trees;
    this.nodes = trees.column().length;
    this.columns = columns;
  }

  /**
   * The first thing that is wrong: of a file that is damaged in one place, thousands of nodes may
   * be.
   *
   * @param columns that there are
   */
  static Optional<String> problem(TreeEnsemble trees, int columns) {
    TreeCheck check = new TreeCheck(trees, columns);
    return check.shape().or(check::roots).or(check::nodes);
  }

  private Optional<String> shape() {
    if (trees.link() == null) {
      return Optional.of("Its trees have no link.");
    } else if (trees.roots().length == 0) {
      return Optional.of("It has no trees.");
    } else if (trees.weights().length != trees.roots().length) {
      return Optional.of(
          "There are "
              + trees.weights().length
              + " weights for "
              + trees.roots().length
              + " trees.");
    } else if (trees.threshold().length != nodes
        || trees.child().length != nodes
        || trees.value().length != nodes) {
      return Optional.of("The arrays column, threshold, child and value differ in length.");
    }
    return Optional.empty();
  }

  private Optional<String> roots() {
    for (int tree = 0; tree < trees.roots().length; tree++) {
      double weight = trees.weights()[tree];
      if (trees.roots()[tree] < 0 || trees.roots()[tree] >= nodes) {
        return Optional.of("roots[" + tree + "] is no node.");
      } else if (trees.link() == Link.MEAN ? weight != 1 : !Double.isFinite(weight)) {
        return Optional.of("weights[" + tree + "] is " + weight + ".");
      }
    }
    return Optional.empty();
  }

  private Optional<String> nodes() {
    return IntStream.range(0, nodes).mapToObj(this::node).flatMap(Optional::stream).findFirst();
  }

  private Optional<String> node(int node) {
    double value = trees.value()[node];
    int asked = trees.column()[node];
    int child = trees.child()[node];
    if (trees.link() == Link.MEAN ? !ModelCheck.isProbability(value) : !Double.isFinite(value)) {
      return Optional.of("value[" + node + "] is " + value + ".");
    } else if (asked == TreeEnsemble.LEAF) {
      return Optional.empty();
    } else if (asked < 0 || asked >= columns) {
      return Optional.of(
          "column[" + node + "] asks for " + asked + ", there are " + columns + " columns.");
    } else if (!Double.isFinite(trees.threshold()[node])) {
      return Optional.of("threshold[" + node + "] is no finite number.");
    } else if (child <= node || child >= nodes - 1) {
      return Optional.of("child[" + node + "] leads to nodes that are not behind it.");
    }
    return Optional.empty();
  }
}
