package dev.larder.model;

import dev.larder.JsonRecord;
import dev.larder.UserException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A trained model that needs no Spark. It gives the probability that MLlib gives.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param featureService the service whose features it was trained with; null where it was trained
 *     with references
 * @param inputs in the order in which the predictor has their numbers
 * @param ignored fields that a request may have, and the model makes no use of
 * @param calibration of the predictor's probabilities; null where they need none
 * @param threshold a probability from it on means: reject
 * @param metadata what it was made from and how, for people
 */
public record PortableModel(
    int formatVersion,
    String name,
    String featureService,
    List<Input> inputs,
    List<String> ignored,
    Predictor predictor,
    Calibration calibration,
    double threshold,
    Map<String, String> metadata)
    implements Serializable {

  /** The only version that can be read. */
  public static final int FORMAT_VERSION = 2;

  /** The model in a model directory. */
  public static final String FILE_NAME = "model.json";

  /** As many as lenders give. */
  private static final int MOST_REASONS = 4;

  private static final JsonRecord<PortableModel> JSON =
      new JsonRecord<>(PortableModel.class, "model", FORMAT_VERSION);

  public PortableModel {
    inputs = List.copyOf(inputs);
    ignored = List.copyOf(ignored);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Reads a model.
   *
   * @param where the file, for errors
   * @throws UserException with all that is wrong with it
   */
  public static PortableModel parse(String where, byte[] json) {
    PortableModel model = JSON.read(where, json);
    ModelCheck.check(where, model);
    return model;
  }

  /** The file's content; {@link #parse} reads it back. */
  public byte[] toJson() {
    return JSON.write(this);
  }

  /**
   * The probability of the label 1.
   *
   * @param values by the inputs' names, of the types that {@link Input#vector} takes; what is
   *     absent is missing
   */
  public double probability(Map<String, ?> values) {
    return probability(vector(values));
  }

  /**
   * The probability of the label 1.
   *
   * @param vector the numbers of all inputs
   */
  public double probability(double[] vector) {
    return calibrated(predictor.raw(vector));
  }

  /** As {@link #probability(Map)}, with the contributions of all inputs. */
  public Score score(Map<String, ?> values) {
    double[] vector = vector(values);
    double[] ofColumns = new double[vector.length];
    double raw = predictor.explain(vector, ofColumns);
    double[] contributions = new double[inputs.size()];
    boolean[] missing = new boolean[inputs.size()];
    int column = 0;
    for (int i = 0; i < contributions.length; i++) {
      missing[i] = Encoding.isMissing(values.get(inputs.get(i).name()));
      for (int end = column + inputs.get(i).encoding().width(); column < end; column++) {
        contributions[i] += ofColumns[column];
      }
    }
    return new Score(calibrated(raw), predictor.reference(), contributions, missing);
  }

  /**
   * What cost the applicant most, against the reference: at most four inputs with positive
   * contributions, the greatest first, each in words that none before it has. Where an input is
   * missing, that is what speaks against them. Inputs without words are none.
   */
  public List<Reason> reasons(Score score) {
    Map<String, Reason> byText = new LinkedHashMap<>();
    IntStream.range(0, inputs.size())
        .filter(i -> inputs.get(i).reason() != null && score.contributions()[i] > 0)
        .mapToObj(i -> inputs.get(i).reason(score.contributions()[i], score.missing()[i]))
        .sorted(Comparator.comparingDouble(Reason::contribution).reversed())
        .forEach(reason -> byText.putIfAbsent(reason.text(), reason));
    return byText.values().stream().limit(MOST_REASONS).toList();
  }

  private double[] vector(Map<String, ?> values) {
    return Input.vector(inputs, i -> values.get(inputs.get(i).name()));
  }

  private double calibrated(double raw) {
    double probability = predictor.probability(raw);
    return calibration == null ? probability : calibration.apply(probability);
  }
}
