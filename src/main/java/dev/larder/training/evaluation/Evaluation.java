package dev.larder.training.evaluation;

import dev.larder.model.Input;
import dev.larder.model.PortableModel;
import dev.larder.report.ModelCard;
import dev.larder.report.ModelCard.Dependence;
import dev.larder.report.ModelCard.Month;
import dev.larder.report.ModelCard.Segmentation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How good a model is, and for whom. Nothing in it is chosen by the test part, which is only
 * reported: bins come from the train part, importances from the validation part.
 *
 * <p>Metrics, curves, drift, months and groups are of all rows. What needs rows again and again
 * (importances, dependences, inputs alone, and the ends of bins) is of at most {@value #SAMPLE}
 * rows of a part, the same ones each time.
 *
 * @param metrics by part, in the order of {@link ScoredRows#PARTS}; the content of {@code
 *     metrics.json}
 * @param parts the same parts, with their curves and distributions
 * @param months the default rate by month and part
 * @param inputs in the model's order
 * @param dependences of the {@value #MAIN_INPUTS} inputs with the greatest permutation importance
 * @param segmentations by each grouping, in the order in which they were asked for
 */
public record Evaluation(
    Map<String, Metrics> metrics,
    List<ModelCard.Part> parts,
    List<Month> months,
    List<ModelCard.Input> inputs,
    List<Dependence> dependences,
    List<Segmentation> segmentations) {
  private static final int SAMPLE = 10_000;
  private static final int DEPENDENCE_SAMPLE = 1_000;
  private static final int MAIN_INPUTS = 6;

  public Evaluation {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    parts = List.copyOf(parts);
    months = List.copyOf(months);
    inputs = List.copyOf(inputs);
    dependences = List.copyOf(dependences);
    segmentations = List.copyOf(segmentations);
  }

  /**
   * Evaluates a model.
   *
   * @param rows with the columns of {@link ScoredRows}, the probabilities being the model's; they
   *     are read several times, so they should be cached
   * @param gains what each input's questions gained, by its name; empty for a model without trees
   * @param groupings the columns that applicants are grouped by
   */
  public static Evaluation of(
      Dataset<Row> rows, PortableModel model, Map<String, Double> gains, List<Grouping> groupings) {
    Map<String, PartScores> scores = PartScores.of(rows, model.threshold());
    List<SampleRow> train = SampleRow.of(rows, ScoredRows.TRAIN, model.inputs(), SAMPLE);
    List<SampleRow> validation = SampleRow.of(rows, ScoredRows.VALIDATION, model.inputs(), SAMPLE);
    BinCounts counts = BinCounts.of(rows, bins(model, train));
    Map<String, Metrics> metrics = new LinkedHashMap<>();
    scores.forEach((part, partScores) -> metrics.put(part, partScores.scan().metrics()));
    List<ModelCard.Input> inputs =
        inputs(model, gains, new Importance(model, validation), train, counts, scores.keySet());
    Groups groups = new Groups(rows, model.threshold());
    return new Evaluation(
        metrics,
        parts(scores, counts),
        Months.of(rows),
        inputs,
        dependences(model, inputs, validation),
        groupings.stream().map(groups::by).toList());
  }

  /**
   * The calibration error of one part.
   *
   * @param rows with the columns of {@link ScoredRows} but for inputs and segments
   */
  public static double calibrationError(Dataset<Row> rows, String part) {
    double threshold = 0.5; // any: the error knows no decisions
    return PartScores.of(rows, threshold).get(part).scan().metrics().calibrationError();
  }

  private static Map<String, ValueBins> bins(PortableModel model, List<SampleRow> train) {
    Map<String, ValueBins> bins = new LinkedHashMap<>();
    bins.put(
        BinCounts.SCORE, ValueBins.numbers(train.stream().map(SampleRow::probability).toList()));
    for (Input input : model.inputs()) {
      List<Object> values = new ArrayList<>();
      train.forEach(row -> values.add(row.values().get(input.name())));
      bins.put(input.name(), ValueBins.of(input.type(), values));
    }
    return bins;
  }

  private static List<ModelCard.Part> parts(Map<String, PartScores> scores, BinCounts counts) {
    List<ModelCard.Part> parts = new ArrayList<>();
    scores.forEach(
        (part, partScores) ->
            parts.add(
                new ModelCard.Part(
                    part,
                    partScores.first(),
                    partScores.last(),
                    partScores.scan().metrics().asMap(),
                    part.equals(ScoredRows.TRAIN) ? null : counts.psi(BinCounts.SCORE, part),
                    partScores.scan().curve(),
                    partScores.scan().bins(),
                    partScores.scan().scores())));
    return parts;
  }

  private static List<ModelCard.Input> inputs(
      PortableModel model,
      Map<String, Double> gains,
      Importance importance,
      List<SampleRow> train,
      BinCounts counts,
      Iterable<String> parts) {
    List<ModelCard.Input> inputs = new ArrayList<>();
    for (Input input : model.inputs()) {
      Map<String, Double> missing = new LinkedHashMap<>();
      Map<String, Double> psi = new LinkedHashMap<>();
      for (String part : parts) {
        missing.put(part, counts.missing(input.name(), part));
        if (!part.equals(ScoredRows.TRAIN)) {
          psi.put(part, counts.psi(input.name(), part));
        }
      }
      inputs.add(
          new ModelCard.Input(
              input.name(),
              input.reference(),
              input.reason(),
              gains.get(input.name()),
              importance.permutation(input),
              importance.alone(input, train),
              missing,
              psi));
    }
    return inputs;
  }

  private static List<Dependence> dependences(
      PortableModel model, List<ModelCard.Input> inputs, List<SampleRow> validation) {
    PartialDependence dependence =
        new PartialDependence(
            model, validation.subList(0, Math.min(validation.size(), DEPENDENCE_SAMPLE)));
    Map<String, Input> byName = new LinkedHashMap<>();
    model.inputs().forEach(input -> byName.put(input.name(), input));
    return inputs.stream()
        .filter(input -> input.permutation() != null)
        .sorted(Comparator.comparing(ModelCard.Input::permutation).reversed())
        .limit(MAIN_INPUTS)
        .map(input -> dependence.of(byName.get(input.name())))
        .toList();
  }
}
