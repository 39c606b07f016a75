package dev.larder.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One or many trees, all their nodes in the same arrays: a walk to a leaf then touches a few
 * neighbouring numbers of each, and no object. Every node lies behind its parent, and the two
 * children of one next to each other.
 *
 * @param weights of the trees
 * @param roots the nodes at which the trees begin
 * @param column that a node asks for; {@value #LEAF} for a leaf
 * @param threshold a number up to it goes to the first child, a greater one to the second; 0 for a
 *     leaf
 * @param child a node's first child, the second is the next node; 0 for a leaf
 * @param value a leaf's answer, and what other nodes would answer were they leaves
 */
public record TreeEnsemble(
    Link link,
    double[] weights,
    int[] roots,
    int[] column,
    double[] threshold,
    int[] child,
    double[] value)
    implements Predictor {

  /** Stands for the column of a leaf. */
  public static final int LEAF = -1;

  /** What the trees' answers mean. */
  public enum Link {
    /** Probabilities, of which the mean is taken: a tree, a random forest. All weights are 1. */
    MEAN,

    /** Halves of log-odds, which are added up: MLlib's boosted trees. */
    LOGISTIC
  }

  public TreeEnsemble {
    weights = weights.clone();
    roots = roots.clone();
    column = column.clone();
    threshold = threshold.clone();
    child = child.clone();
    value = value.clone();
  }

  @Override
  public double raw(double[] vector) {
    double sum = 0;
    for (int tree = 0; tree < roots.length; tree++) {
      sum += weights[tree] * value[leaf(roots[tree], vector)];
    }
    return raw(sum);
  }

  private int leaf(int root, double[] vector) {
    int node = root;
    for (int asked = column[node]; asked >= 0; asked = column[node]) {
      node = next(node, vector[asked]);
    }
    return node;
  }

  /**
   * The child for a number: the second where it is greater than the threshold. That is the sign of
   * their difference, since different numbers have one that is not 0; a comparison may become a
   * branch, whose way no processor can guess, and which then takes longer than all the rest.
   */
  private int next(int node, double number) {
    return child[node] + (int) (Double.doubleToRawLongBits(threshold[node] - number) >>> 63);
  }

  @Override
  public double reference() {
    double sum = 0;
    for (int tree = 0; tree < roots.length; tree++) {
      sum += weights[tree] * value[roots[tree]];
    }
    return raw(sum);
  }

  @Override
  public double explain(double[] vector, double[] contributions) {
    double sum = 0;
    for (int tree = 0; tree < roots.length; tree++) {
      double factor = raw(weights[tree]);
      int node = roots[tree];
      for (int asked = column[node]; asked >= 0; asked = column[node]) {
        int chosen = next(node, vector[asked]);
        contributions[asked] += factor * (value[chosen] - value[node]);
        node = chosen;
      }
      sum += weights[tree] * value[node];
    }
    return raw(sum);
  }

  private double raw(double sum) {
    return link == Link.MEAN ? sum / roots.length : 2 * sum;
  }

  @Override
  public double probability(double raw) {
    return link == Link.MEAN ? raw : LogOdds.probability(raw);
  }

  /** How many answers the trees have. */
  public int leaves() {
    return (int) IntStream.of(column).filter(asked -> asked == LEAF).count();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TreeEnsemble o && Arrays.deepEquals(parts(), o.parts());
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(parts());
  }

  private Object[] parts() {
    return new Object[] {link, weights, roots, column, threshold, child, value};
  }
}
