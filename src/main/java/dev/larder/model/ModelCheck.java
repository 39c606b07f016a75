package dev.larder.model;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that a model which was read can be computed: every walk through its tree ends. */
final class ModelCheck {
  private final String where;
  private final List<Problem> problems = new ArrayList<>();

  private ModelCheck(String where) {
    this.where = where;
  }

  /**
   * Checks a whole model.
   *
   * @throws UserException with everything that is wrong with it
   */
  static void check(String where, PortableModel model) {
    ModelCheck check = new ModelCheck(where);
    check.require(model.name() != null && !model.name().isBlank(), "It has no name.");
    check.require(isProbability(model.threshold()), "Its threshold is not between 0 and 1.");
    check.inputs(model.inputs());
    check.nodes(model.nodes(), model.inputs().size());
    if (!check.problems.isEmpty()) {
      throw new UserException(check.problems);
    }
  }

  private void inputs(List<Input> inputs) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      String position = "inputs[" + i + "]";
      require(input.name() != null && names.add(input.name()), position + " needs its own name.");
      require(input.type() != null, position + " has no type.");
      require(
          input.reference() == null || input.reference().matches("[^:]+:[^:]+"),
          position + " refers to '" + input.reference() + "', expected view:feature or null.");
      require(
          input.type() == InputType.STRING || input.categories().isEmpty(),
          position + " has categories, but is no text.");
      for (int c = 1; c < input.categories().size(); c++) {
        require(
            input.categories().get(c - 1).compareTo(input.categories().get(c)) < 0,
            position + ".categories[" + c + "] is not greater than the one before.");
      }
    }
  }

  private void nodes(List<Node> nodes, int inputs) {
    require(!nodes.isEmpty(), "Its tree has no nodes.");
    for (int n = 0; n < nodes.size(); n++) {
      String position = "nodes[" + n + "]";
      if (nodes.get(n) instanceof Node.Split split) {
        require(
            split.input() >= 0 && split.input() < inputs,
            position + " asks for input " + split.input() + ", there are " + inputs + ".");
        require(
            isBehind(split.left(), n, nodes) && isBehind(split.right(), n, nodes),
            position + " leads to a node that is not behind it.");
      } else if (nodes.get(n) instanceof Node.Leaf leaf) {
        require(
            isProbability(leaf.probability()),
            position + " has a probability that is not between 0 and 1.");
      }
    }
  }

  private static boolean isBehind(int child, int parent, List<Node> nodes) {
    return child > parent && child < nodes.size();
  }

  private static boolean isProbability(double value) {
    return value >= 0 && value <= 1;
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      problems.add(new Problem(where, message));
    }
  }
}
