package dev.larder.report;

import java.time.Instant;
import java.time.YearMonth;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a model: what it is for, what it learned from, how good it is, and for whom.
 * Rates are between 0 and 1; a positive is a row with label 1, a loan that defaulted; what is
 * undefined is null.
 *
 * @param name the model's own
 * @param intendedUse what it is for, and what it is not for, in sentences
 * @param data what it learned from: words for it, by what they say
 * @param training how it learned, likewise
 * @param threshold a probability from it on means: reject
 * @param parts train, validation and test
 * @param months the default rate, by month and part
 * @param inputs in the model's order
 * @param dependences of the inputs that matter most, first the one that matters most
 * @param segmentations by each column that applicants are grouped by
 * @param gates empty where none are asked for
 * @param manifest what made the model, by names
 */
public record ModelCard(
    String name,
    List<String> intendedUse,
    Map<String, String> data,
    Map<String, String> training,
    double threshold,
    List<Part> parts,
    List<Month> months,
    List<Input> inputs,
    List<Dependence> dependences,
    List<Segmentation> segmentations,
    List<Gate> gates,
    Map<String, String> manifest) {

  public ModelCard {
    intendedUse = List.copyOf(intendedUse);
    data = ordered(data);
    training = ordered(training);
    parts = List.copyOf(parts);
    months = List.copyOf(months);
    inputs = List.copyOf(inputs);
    dependences = List.copyOf(dependences);
    segmentations = List.copyOf(segmentations);
    gates = List.copyOf(gates);
    manifest = ordered(manifest);
  }

  /** In the order in which they came, nulls too. */
  private static <K, V> Map<K, V> ordered(Map<K, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * One part of the rows.
   *
   * @param name train, validation or test
   * @param first the least event time
   * @param last the greatest
   * @param metrics by their names in {@code metrics.json}
   * @param scorePsi how far the scores have moved from those of the train part; null for that part
   * @param curve by falling threshold, from nothing rejected to all; empty where only one label
   *     occurs
   * @param bins of about equally many rows each, by falling probability
   * @param scores rows by their probability, between 0 and 1 in equal steps
   */
  public record Part(
      String name,
      Instant first,
      Instant last,
      Map<String, Number> metrics,
      Double scorePsi,
      List<CurvePoint> curve,
      List<CalibrationBin> bins,
      List<ScoreBin> scores) {
    public Part {
      metrics = ordered(metrics);
      curve = List.copyOf(curve);
      bins = List.copyOf(bins);
      scores = List.copyOf(scores);
    }
  }

  /**
   * What a threshold does.
   *
   * @param falsePositiveRate the share of the negatives that are rejected
   * @param recall the share of the positives that are rejected
   * @param precision the share of the rejected that are positive; 1 where nothing is rejected
   */
  public record CurvePoint(
      double threshold, double falsePositiveRate, double recall, double precision) {}

  /**
   * Rows with neighbouring probabilities.
   *
   * @param predicted their mean probability
   * @param observed the share of the positives among them
   */
  public record CalibrationBin(long rows, double predicted, double observed) {}

  /** Rows within one step of probability. */
  public record ScoreBin(long rows, long positives) {}

  /** The rows of one month in one part: the share of the positives, and the mean probability. */
  public record Month(YearMonth month, String part, long rows, double observed, double predicted) {}

  /**
   * An input of the model.
   *
   * @param reference {@code view:feature}; null for a field of the request
   * @param reason the words for a reason code; null where it never is one
   * @param gain its share of what the trees gained; null for a model without trees
   * @param permutation the loss of AUC on the validation part when its values are shuffled
   * @param auc how well it predicts alone, on the validation part: at least 0.5
   * @param missing the share of its values that are missing, by part
   * @param psi how far its values have moved from those of the train part, by other part
   */
  public record Input(
      String name,
      String reference,
      String reason,
      Double gain,
      Double permutation,
      Double auc,
      Map<String, Double> missing,
      Map<String, Double> psi) {
    public Input {
      missing = ordered(missing);
      psi = ordered(psi);
    }
  }

  /**
   * How the mean probability depends on one input, all others left as they are.
   *
   * @param points by rising value where they are numbers, else the most frequent text first
   */
  public record Dependence(String input, List<DependencePoint> points) {
    public Dependence {
      points = List.copyOf(points);
    }
  }

  /**
   * The mean probability at one value.
   *
   * @param value as a text
   * @param number the value, where it is a number; else null
   */
  public record DependencePoint(String value, Double number, double probability) {}

  /**
   * Applicants by what one column holds.
   *
   * @param isProtected whether the groups must be treated alike
   */
  public record Segmentation(String column, boolean isProtected, List<Segment> segments) {
    public Segmentation {
      segments = List.copyOf(segments);
    }
  }

  /**
   * A group of applicants.
   *
   * @param parts what becomes of them, by part; without those in which it has no rows
   */
  public record Segment(String group, Map<String, Rates> parts) {
    public Segment {
      parts = ordered(parts);
    }
  }

  /**
   * What becomes of a group in one part.
   *
   * @param observed the share of the positives
   * @param predicted the mean probability
   * @param approvalRate the share below the threshold
   * @param falsePositiveRate the share of the negatives that are rejected
   * @param falseNegativeRate the share of the positives that are approved
   * @param adverseImpactRatio the approval rate, divided by that of the most approved group; null
   *     where the group is too small to tell
   */
  public record Rates(
      long rows,
      double observed,
      double predicted,
      double approvalRate,
      Double falsePositiveRate,
      Double falseNegativeRate,
      Double adverseImpactRatio) {}

  /**
   * A gate that the model had to pass.
   *
   * @param found null where it is undefined, which fails
   * @param limit with the words that say which side of it is good
   * @param where the part, column and group
   */
  public record Gate(String name, Double found, String limit, boolean passed, String where) {}
}
