package dev.larder.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * How an input's value becomes the numbers that a predictor takes, for training and for scoring
 * alike. Missing is null; NaN too. Texts that training never saw have a place in every encoding.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Encoding.Numeric.class, name = "numeric"),
  @JsonSubTypes.Type(value = Encoding.NumericWithIndicator.class, name = "numeric_with_indicator"),
  @JsonSubTypes.Type(value = Encoding.Ordinal.class, name = "ordinal"),
  @JsonSubTypes.Type(value = Encoding.OneHot.class, name = "one_hot"),
  @JsonSubTypes.Type(value = Encoding.Frequency.class, name = "frequency"),
  @JsonSubTypes.Type(value = Encoding.Target.class, name = "target")
})
public sealed interface Encoding extends Serializable {
  /** How many numbers a value becomes. */
  int width();

  /**
   * Writes the numbers of a value.
   *
   * @param value a Boolean or a Number for numeric encodings, a String for the others; or null
   * @param vector gets {@link #width} numbers from the offset on
   */
  void encode(Object value, double[] vector, int offset);

  /**
   * A number as it is, for trees; true is 1, false 0.
   *
   * @param missing stands for a missing one
   */
  record Numeric(double missing) implements Encoding {
    /** Numbers beyond it count as it, so that no number, and no mean of two, is infinite. */
    private static final double LIMIT = 1e300;

    /** For {@code missing}: below every number. */
    public static final double BELOW_ALL = -1e301;

    @Override
    public int width() {
      return 1;
    }

    @Override
    public void encode(Object value, double[] vector, int offset) {
      double number = number(value, LIMIT);
      vector[offset] = Double.isNaN(number) ? missing : number;
    }
  }

  /**
   * A number and a 0, or the median and a 1 where it is missing, for linear models.
   *
   * @param median of the training's numbers
   */
  record NumericWithIndicator(double median) implements Encoding {
    /** Numbers beyond it count as it, so that sums of products, and of squares, are finite. */
    private static final double LIMIT = 1e100;

    @Override
    public int width() {
      return 2;
    }

    @Override
    public void encode(Object value, double[] vector, int offset) {
      double number = number(value, LIMIT);
      boolean missing = Double.isNaN(number);
      vector[offset] = missing ? median : number;
      vector[offset + 1] = missing ? 1 : 0;
    }
  }

  /**
   * A text's position.
   *
   * @param categories in their order; what is not among them, or missing, is -1
   */
  record Ordinal(List<String> categories) implements Encoding {
    public Ordinal {
      categories = Categories.of(categories);
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public void encode(Object value, double[] vector, int offset) {
      vector[offset] = categories.indexOf(value);
    }
  }

  /**
   * A 1 at a text's place, and 0 elsewhere; the last place is that of all that are not among the
   * categories, or missing.
   */
  record OneHot(List<String> categories) implements Encoding {
    public OneHot {
      categories = Categories.of(categories);
    }

    @Override
    public int width() {
      return categories.size() + 1;
    }

    @Override
    public void encode(Object value, double[] vector, int offset) {
      Arrays.fill(vector, offset, offset + width(), 0);
      int position = categories.indexOf(value);
      vector[offset + (position < 0 ? categories.size() : position)] = 1;
    }
  }

  /**
   * How frequent a text was in training; 0 for one that was not there, -1 for a missing one.
   *
   * @param frequencies of the categories, in their order
   */
  record Frequency(List<String> categories, double[] frequencies) implements Encoding {
    public Frequency {
      categories = Categories.of(categories);
      frequencies = frequencies.clone();
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public void encode(Object value, double[] vector, int offset) {
      int position = categories.indexOf(value);
      vector[offset] = position >= 0 ? frequencies[position] : value == null ? -1 : 0;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Frequency f
          && categories.equals(f.categories)
          && Arrays.equals(frequencies, f.frequencies);
    }

    @Override
    public int hashCode() {
      return 31 * categories.hashCode() + Arrays.hashCode(frequencies);
    }
  }

  /**
   * The mean of the label among those who had a text.
   *
   * @param means of the categories, in their order
   * @param unseen stands for texts that are not among them
   * @param missing stands for a missing one
   */
  record Target(List<String> categories, double[] means, double unseen, double missing)
      implements Encoding {
    public Target {
      categories = Categories.of(categories);
      means = means.clone();
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public void encode(Object value, double[] vector, int offset) {
      int position = categories.indexOf(value);
      vector[offset] = position >= 0 ? means[position] : value == null ? missing : unseen;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Target t
          && categories.equals(t.categories)
          && Arrays.equals(means, t.means)
          && Double.compare(unseen, t.unseen) == 0
          && Double.compare(missing, t.missing) == 0;
    }

    @Override
    public int hashCode() {
      return 31 * categories.hashCode() + Arrays.hashCode(means);
    }
  }

  /** Whether a value is null or NaN. */
  static boolean isMissing(Object value) {
    return value == null || (value instanceof Number number && Double.isNaN(number.doubleValue()));
  }

  /** NaN for null. */
  private static double number(Object value, double limit) {
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    double number = value == null ? Double.NaN : ((Number) value).doubleValue();
    return Math.max(-limit, Math.min(limit, number));
  }
}
