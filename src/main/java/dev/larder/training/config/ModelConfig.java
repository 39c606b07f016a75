package dev.larder.training.config;

import dev.larder.training.evaluation.QualityGates;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a model is trained: what {@code credit_model.yaml} says.
 *
 * @param name the model's own
 * @param intendedUse what the model is for, in the words of who answers for it; for the model card
 * @param featureService the service that the training set must have been made for; empty for any
 * @param label the column to be predicted, which holds 0 and 1
 * @param rowId the column that tells rows apart in the predictions, never an input; empty where
 *     there is none
 * @param drop columns that are no inputs, besides join keys, times, label and row id
 * @param encodings of columns of texts, where the default is not wanted
 * @param maxCategories a column with more distinct texts is encoded by {@link EncodingKind#TARGET}
 *     by default
 * @param candidates at least one; of several, the best on the validation part becomes the model
 * @param labelMaturesAfter how old a loan is before its label is known: younger ones are left out
 * @param protectedColumns whose groups must be treated alike; they are measured, and never reasons
 * @param proxy columns that may stand for protected ones; never reasons either
 * @param segments columns whose groups the model card shows
 * @param reasons the words for an input, where it is why a loan was rejected
 */
public record ModelConfig(
    String name,
    Optional<String> intendedUse,
    Optional<Name> featureService,
    Name label,
    Optional<Name> rowId,
    List<Name> drop,
    List<ColumnEncoding> encodings,
    int maxCategories,
    List<Algorithm> candidates,
    Split split,
    ClassWeights classWeights,
    Duration labelMaturesAfter,
    CalibrationMethod calibration,
    ThresholdPolicy threshold,
    List<SegmentColumn> protectedColumns,
    List<Name> proxy,
    List<SegmentColumn> segments,
    Map<Name, String> reasons,
    QualityGates quality) {

  public ModelConfig {
    drop = List.copyOf(drop);
    encodings = List.copyOf(encodings);
    candidates = List.copyOf(candidates);
    protectedColumns = List.copyOf(protectedColumns);
    proxy = List.copyOf(proxy);
    segments = List.copyOf(segments);
    reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
  }

  /**
   * A name of something in the training set.
   *
   * @param where the place in the file, for errors
   */
  public record Name(String name, String where) {}

  /** How texts become numbers. */
  public enum EncodingKind {
    /** The position in an order. */
    ORDINAL,
    /** A column of 0 and 1 for each text. */
    ONE_HOT,
    /** The share of the rows that have the text. */
    FREQUENCY,
    /** The mean label of the rows that have the text, for each row without what it says itself. */
    TARGET
  }

  /**
   * How the texts of a column become numbers.
   *
   * @param order all texts of {@link EncodingKind#ORDINAL}, in their order; empty for the
   *     alphabet's order of those that the train part has
   */
  public record ColumnEncoding(Name column, EncodingKind kind, List<String> order) {
    public ColumnEncoding {
      order = List.copyOf(order);
    }
  }

  /** By what rows are told to the parts. */
  public enum SplitBy {
    /** The model is judged on loans later than those it learned from. */
    TIME,
    /** Each row at random, by its id. */
    RANDOM,
    /** Each applicant at random, with all loans. */
    APPLICANT
  }

  /**
   * Which share of the rows each part gets; they sum up to 1.
   *
   * @param seed of the parts at random, and of all else in training that is so
   * @param applicant the columns that tell applicants apart; empty for all join keys
   */
  public record Split(
      SplitBy by, double train, double validation, double test, long seed, List<Name> applicant) {
    public Split {
      applicant = List.copyOf(applicant);
    }
  }

  /** What a row counts in training. */
  public enum ClassWeights {
    NONE,
    /** Rows of the rarer label count more, so that both labels count the same. */
    BALANCED
  }

  /** How the model's probabilities are set right. */
  public enum CalibrationMethod {
    NONE,
    /** The better one of the others, where it is better than none. */
    AUTO,
    SIGMOID,
    ISOTONIC
  }

  /**
   * A column by whose values rows are grouped.
   *
   * @param cuts ascending: where a new group of numbers begins; empty for texts
   */
  public record SegmentColumn(Name column, List<Double> cuts) {
    public SegmentColumn {
      cuts = List.copyOf(cuts);
    }
  }

  /** Every column that the configuration names. */
  public Stream<Name> columns() {
    return Stream.of(
            Stream.of(label),
            rowId.stream(),
            drop.stream(),
            encodings.stream().map(ColumnEncoding::column),
            split.applicant().stream(),
            protectedColumns.stream().map(SegmentColumn::column),
            proxy.stream(),
            segments.stream().map(SegmentColumn::column),
            reasons.keySet().stream())
        .flatMap(names -> names);
  }
}
