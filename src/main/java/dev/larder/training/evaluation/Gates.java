package dev.larder.training.evaluation;

import dev.larder.report.ModelCard;
import dev.larder.report.ModelCard.Rates;
import dev.larder.report.ModelCard.Segment;
import dev.larder.report.ModelCard.Segmentation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The gates that a model has to pass before it is published. They look at the validation part, and
 * at the train part where the data themselves are in question; the test part decides nothing.
 */
public final class Gates {
  private static final List<String> DECIDING = List.of(ScoredRows.TRAIN, ScoredRows.VALIDATION);
  private static final String PART = ScoredRows.VALIDATION;

  private final Evaluation evaluation;
  private final List<GateResult> results = new ArrayList<>();

  private Gates(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** What was measured in one place. */
  private record Measured(Double found, String where) {}

  /**
   * Checks the gates that are asked for.
   *
   * @param calibrationError in place of the evaluation's on the validation part, where that part
   *     taught the calibration too
   * @return of each gate all that failed, or else what came nearest to its limit
   */
  public static List<GateResult> check(
      QualityGates asked, Evaluation evaluation, Optional<Double> calibrationError) {
    Gates gates = new Gates(evaluation);
    Metrics metrics = evaluation.metrics().get(PART);
    gates.least("min_auc", asked.minAuc(), List.of(new Measured(metrics.auc(), PART)));
    gates.least("min_ks", asked.minKs(), List.of(new Measured(metrics.ks(), PART)));
    gates.most(
        "max_calibration_error",
        asked.maxCalibrationError(),
        List.of(new Measured(calibrationError.orElse(metrics.calibrationError()), PART)));
    gates.most("max_psi", asked.maxPsi(), gates.psi());
    gates.least("min_label_share", asked.minLabelShare(), gates.labelShares());
    gates.most("max_label_share", asked.maxLabelShare(), gates.labelShares());
    gates.most("max_missing_share", asked.maxMissingShare(), gates.missingShares());
    gates.most(
        "max_single_feature_auc",
        asked.maxSingleFeatureAuc(),
        gates.inputs().map(i -> new Measured(i.auc(), PART + ", input " + i.name())).toList());
    gates.least(
        "min_adverse_impact_ratio", asked.minAdverseImpactRatio(), gates.adverseImpactRatios());
    return List.copyOf(gates.results);
  }

  private void least(String name, Optional<Double> limit, List<Measured> found) {
    limit.ifPresent(value -> add(name, value, true, found));
  }

  private void most(String name, Optional<Double> limit, List<Measured> found) {
    limit.ifPresent(value -> add(name, value, false, found));
  }

  private void add(String name, double limit, boolean isLeast, List<Measured> found) {
    List<GateResult> all =
        found.stream()
            .map(m -> new GateResult(name, m.found(), limit, isLeast, m.where()))
            .toList();
    List<GateResult> failed = all.stream().filter(result -> !result.passed()).toList();
    if (all.isEmpty()) {
      results.add(new GateResult(name, null, limit, isLeast, "no group is large enough"));
    } else if (failed.isEmpty()) {
      Comparator<GateResult> byFound = Comparator.comparing(GateResult::found);
      results.add(all.stream().min(isLeast ? byFound : byFound.reversed()).orElseThrow());
    } else {
      results.addAll(failed);
    }
  }

  private Stream<ModelCard.Input> inputs() {
    return evaluation.inputs().stream();
  }

  private List<Measured> psi() {
    String moved = "train to " + PART + ", ";
    List<Measured> found = new ArrayList<>();
    evaluation.parts().stream()
        .filter(part -> part.name().equals(PART))
        .forEach(part -> found.add(new Measured(part.scorePsi(), moved + "the score")));
    inputs().forEach(i -> found.add(new Measured(i.psi().get(PART), moved + "input " + i.name())));
    return found;
  }

  private List<Measured> labelShares() {
    return DECIDING.stream()
        .map(
            part -> {
              Metrics metrics = evaluation.metrics().get(part);
              return new Measured((double) metrics.positives() / metrics.rows(), part);
            })
        .toList();
  }

  private List<Measured> missingShares() {
    return inputs()
        .flatMap(
            input ->
                DECIDING.stream()
                    .map(
                        part ->
                            new Measured(
                                input.missing().get(part), part + ", input " + input.name())))
        .toList();
  }

  private List<Measured> adverseImpactRatios() {
    List<Measured> found = new ArrayList<>();
    for (Segmentation segmentation : evaluation.segmentations()) {
      for (Segment segment :
          segmentation.isProtected() ? segmentation.segments() : List.<Segment>of()) {
        Map<String, Rates> parts = segment.parts();
        if (parts.containsKey(PART) && parts.get(PART).adverseImpactRatio() != null) {
          found.add(
              new Measured(
                  parts.get(PART).adverseImpactRatio(),
                  PART + ", " + segmentation.column() + " " + segment.group()));
        }
      }
    }
    return found;
  }
}
