package dev.larder.model;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that a model which was read can be computed, and gives probabilities. */
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
    check.inputs(model.inputs(), model.ignored());
    if (model.calibration() != null) {
      check.calibration(model.calibration());
    }
    if (check.problems.isEmpty()) {
      // Which columns there are is not known before.
      check.predictor(model.predictor(), Input.width(model.inputs()));
    }
    if (!check.problems.isEmpty()) {
      throw new UserException(check.problems);
    }
  }

  private void inputs(List<Input> inputs, List<String> ignored) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      String position = "inputs[" + i + "]";
      require(input.name() != null && names.add(input.name()), position + " needs its own name.");
      require(
          input.reference() == null || input.reference().matches("[^:]+:[^:]+"),
          position + " refers to '" + input.reference() + "', expected view:feature or null.");
      require(
          input.reason() == null || !input.reason().isBlank(), position + " has an empty reason.");
      require(input.type() != null, position + " has no type.");
      require(input.encoding() != null, position + " has no encoding.");
      if (input.type() != null && input.encoding() != null) {
        encoding(position, input.type(), input.encoding());
      }
    }
    for (int i = 0; i < ignored.size(); i++) {
      require(names.add(ignored.get(i)), "ignored[" + i + "] is another's name.");
    }
  }

  private void encoding(String position, InputType type, Encoding encoding) {
    boolean ofTexts = true;
    if (encoding instanceof Encoding.Numeric numeric) {
      ofTexts = false;
      finite(position + ".missing", numeric.missing());
    } else if (encoding instanceof Encoding.NumericWithIndicator numeric) {
      ofTexts = false;
      finite(position + ".median", numeric.median());
    } else if (encoding instanceof Encoding.Ordinal ordinal) {
      distinct(position, ordinal.categories());
    } else if (encoding instanceof Encoding.OneHot oneHot) {
      distinct(position, oneHot.categories());
    } else if (encoding instanceof Encoding.Frequency frequency) {
      distinct(position, frequency.categories());
      length(position + ".frequencies", frequency.frequencies(), frequency.categories().size());
    } else if (encoding instanceof Encoding.Target target) {
      distinct(position, target.categories());
      length(position + ".means", target.means(), target.categories().size());
      finite(position + ".unseen", target.unseen());
      finite(position + ".missing", target.missing());
    }
    require(
        ofTexts == (type == InputType.STRING), position + " is " + type + ", its encoding is not.");
  }

  private void distinct(String position, List<String> categories) {
    require(
        !categories.contains(null) && new HashSet<>(categories).size() == categories.size(),
        position + " has a category twice, or one that is null.");
  }

  private void calibration(Calibration calibration) {
    if (calibration instanceof Calibration.Sigmoid sigmoid) {
      finite("calibration.intercept", sigmoid.intercept());
      require(
          sigmoid.slope() > 0 && Double.isFinite(sigmoid.slope()),
          "calibration.slope is not positive.");
    } else if (calibration instanceof Calibration.Isotonic isotonic) {
      double[] boundaries = isotonic.boundaries();
      double[] values = isotonic.values();
      require(boundaries.length > 0, "calibration has no boundaries.");
      length("calibration.values", values, boundaries.length);
      length("calibration.boundaries", boundaries, boundaries.length);
      boolean rises = true;
      for (int i = 0; i < Math.min(boundaries.length, values.length); i++) {
        rises &= i == 0 || (boundaries[i] > boundaries[i - 1] && values[i] >= values[i - 1]);
        rises &= isProbability(values[i]);
      }
      require(rises, "calibration is not a rising line between 0 and 1.");
    }
  }

  private void predictor(Predictor predictor, int columns) {
    if (predictor instanceof LogisticRegression regression) {
      length("coefficients", regression.coefficients(), columns);
      length("means", regression.means(), columns);
      finite("intercept", regression.intercept());
    } else if (predictor instanceof TreeEnsemble trees) {
      TreeCheck.problem(trees, columns).ifPresent(message -> require(false, message));
    } else {
      require(false, "It has no predictor.");
    }
  }

  private void length(String position, double[] numbers, int expected) {
    require(
        numbers.length == expected,
        position + " has " + numbers.length + " numbers, expected " + expected + ".");
    require(
        Arrays.stream(numbers).allMatch(Double::isFinite),
        position + " holds what is no finite number.");
  }

  private void finite(String position, double number) {
    require(Double.isFinite(number), position + " is no finite number.");
  }

  static boolean isProbability(double value) {
    return value >= 0 && value <= 1;
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      problems.add(new Problem(where, message));
    }
  }
}
