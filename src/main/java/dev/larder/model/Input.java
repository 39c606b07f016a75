package dev.larder.model;

import java.io.Serializable;
import java.util.List;
import java.util.function.IntFunction;

/**
 * One input of a model.
 *
 * @param name its column in the training set
 * @param reference {@code view:feature} or {@code alias:feature} of the feature that it is; null
 *     for a field of the request
 * @param type of its values
 * @param encoding how they become numbers
 * @param reason the words for it where it speaks against an applicant; null where it is never given
 *     as a reason
 */
public record Input(String name, String reference, InputType type, Encoding encoding, String reason)
    implements Serializable {

  /** An input of numbers, or of true and false, as trees take it; no reason. */
  public static Input number(String name, String reference, InputType type) {
    return new Input(name, reference, type, new Encoding.Numeric(Encoding.Numeric.BELOW_ALL), null);
  }

  /** An input of texts by their alphabetical order, from texts in any order; no reason. */
  public static Input category(String name, String reference, List<String> texts) {
    return new Input(
        name,
        reference,
        InputType.STRING,
        new Encoding.Ordinal(texts.stream().sorted().toList()),
        null);
  }

  /** Whether it is a feature, not a field of the request. */
  public boolean isFeature() {
    return reference != null;
  }

  /** What it is called towards people: its reference, or the name of its field. */
  public String title() {
    return isFeature() ? reference : name;
  }

  /** Why it spoke against an applicant; it must have words for that. */
  Reason reason(double contribution, boolean missing) {
    String text = missing ? "Not known: " + name.replace('_', ' ') : reason;
    return new Reason(title(), text, contribution);
  }

  /** How many numbers inputs become. */
  public static int width(List<Input> inputs) {
    int width = 0;
    for (int i = 0; i < inputs.size(); i++) {
      width += inputs.get(i).encoding().width();
    }
    return width;
  }

  /**
   * The numbers of inputs, one after the other.
   *
   * @param value of the input at a position: a Boolean, a Number or a String, as its type asks;
   *     null where it is missing
   */
  public static double[] vector(List<Input> inputs, IntFunction<?> value) {
    double[] vector = new double[width(inputs)];
    int offset = 0;
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      input.encode(value.apply(i), vector, offset);
      offset += input.encoding().width();
    }
    return vector;
  }

  private void encode(Object value, double[] vector, int offset) {
    // Training saw floats; a request may bring a double.
    boolean round = type == InputType.FLOAT && value instanceof Number;
    encoding.encode(round ? (Object) ((Number) value).floatValue() : value, vector, offset);
  }
}
