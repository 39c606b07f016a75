package dev.larder.model;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * One input of a model, and the one way in which its values become the numbers that a tree
 * compares, for training and for scoring alike.
 *
 * @param name its column in the training set
 * @param reference {@code view:feature} or {@code alias:feature} of the feature that it is; null
 *     for a field of the request
 * @param type of its values
 * @param categories the texts that training saw, in ascending order: a text's code is its position;
 *     empty for all types but {@link InputType#STRING}
 * @param missing the code of null and NaN, and of a text that training never saw; below all others
 */
public record Input(
    String name, String reference, InputType type, List<String> categories, double missing)
    implements Serializable {

  /** Numbers beyond it count as it, so that no code, and no mean of two, is infinite. */
  private static final double LIMIT = 1e300;

  private static final double MISSING_NUMBER = -1e301;
  private static final double MISSING_CATEGORY = -1;

  public Input {
    categories = List.copyOf(categories);
  }

  /** An input of numbers, or of true and false (1 and 0). */
  public static Input number(String name, String reference, InputType type) {
    return new Input(name, reference, type, List.of(), MISSING_NUMBER);
  }

  /** An input of texts, with those that training saw, in any order, each once. */
  public static Input category(String name, String reference, List<String> categories) {
    return new Input(
        name, reference, InputType.STRING, categories.stream().sorted().toList(), MISSING_CATEGORY);
  }

  /** Whether it is a feature, not a field of the request. */
  public boolean isFeature() {
    return reference != null;
  }

  /**
   * The number that the tree compares.
   *
   * @param value a Boolean, a Number or a String, as the type asks; null where it is missing
   */
  public double encode(Object value) {
    if (value == null) {
      return missing;
    }
    return switch (type) {
      case STRING -> ordinal((String) value);
      case BOOL -> (Boolean) value ? 1 : 0;
      case FLOAT -> number(((Number) value).floatValue());
      default -> number(((Number) value).doubleValue());
    };
  }

  private double ordinal(String text) {
    int position = Collections.binarySearch(categories, text);
    return position < 0 ? missing : position;
  }

  private double number(double value) {
    return Double.isNaN(value) ? missing : Math.max(-LIMIT, Math.min(LIMIT, value));
  }
}
