package dev.larder.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.larder.report.ModelCard;
import dev.larder.report.ModelCard.Rates;
import dev.larder.report.ModelCard.Segment;
import dev.larder.report.ModelCard.Segmentation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each gate passes at its limit and fails beyond it, and says where. */
class GatesTest {
  private static final List<String> NAMES =
      List.of(
          "min_auc",
          "min_ks",
          "max_calibration_error",
          "max_psi",
          "min_label_share",
          "max_label_share",
          "max_missing_share",
          "max_single_feature_auc",
          "min_adverse_impact_ratio");

  /** The test part is worse than all limits here, which no gate must see. */
  private static final Evaluation EVALUATION =
      new Evaluation(
          Map.of(
              "train", metrics(1000, 200, 0.99, 0.95, 0.01),
              "validation", metrics(1000, 250, 0.75, 0.5, 0.04),
              "test", metrics(1000, 990, 0.51, 0.02, 0.9)),
          List.of(part("train", null), part("validation", 0.12), part("test", 9.0)),
          List.of(),
          List.of(
              input("income", 0.625, 0.05, 0.125, 0.25), input("rate", 0.875, 0.0, 0.0, 0.0625)),
          List.of(),
          List.of(
              new Segmentation(
                  "state", false, List.of(new Segment("TX", Map.of("validation", rates(0.1))))),
              new Segmentation(
                  "age",
                  true,
                  List.of(
                      new Segment(
                          "below 25", Map.of("validation", rates(0.75), "test", rates(0.0))),
                      new Segment("25 and above", Map.of("validation", rates(1.0))),
                      new Segment("missing", Map.of("validation", rates(null)))))));

  private static Metrics metrics(long rows, long positives, double auc, double ks, double error) {
    return new Metrics(rows, positives, auc, 0.5, ks, 0.1, 0.3, error, 0.8, 0.8, 0.8, 0.8, 0.8);
  }

  private static ModelCard.Part part(String name, Double psi) {
    return new ModelCard.Part(
        name, Instant.EPOCH, Instant.EPOCH, Map.of(), psi, List.of(), List.of(), List.of());
  }

  private static ModelCard.Input input(
      String name, double auc, double missingTrain, double missingValidation, double psi) {
    return new ModelCard.Input(
        name,
        null,
        null,
        null,
        0.1,
        auc,
        Map.of("train", missingTrain, "validation", missingValidation, "test", 1.0),
        Map.of("validation", psi, "test", 9.0));
  }

  private static Rates rates(Double ratio) {
    return new Rates(100, 0.2, 0.2, 0.8, 0.1, 0.3, ratio);
  }

  private static QualityGates gate(String name, double limit) {
    List<Optional<Double>> limits =
        NAMES.stream()
            .map(n -> n.equals(name) ? Optional.of(limit) : Optional.<Double>empty())
            .toList();
    return new QualityGates(
        limits.get(0),
        limits.get(1),
        limits.get(2),
        limits.get(3),
        limits.get(4),
        limits.get(5),
        limits.get(6),
        limits.get(7),
        limits.get(8));
  }

  @ParameterizedTest
  @CsvSource({
    "min_auc, 0.75, 0.7501, 0.75, validation",
    "min_ks, 0.5, 0.5001, 0.5, validation",
    "max_calibration_error, 0.04, 0.0399, 0.04, validation",
    "max_psi, 0.25, 0.2499, 0.25, 'train to validation, input income'",
    "min_label_share, 0.2, 0.2001, 0.2, train",
    "max_label_share, 0.25, 0.2499, 0.25, validation",
    "max_missing_share, 0.125, 0.1249, 0.125, 'validation, input income'",
    "max_single_feature_auc, 0.875, 0.8749, 0.875, 'validation, input rate'",
    "min_adverse_impact_ratio, 0.75, 0.7501, 0.75, 'validation, age below 25'",
  })
  void aGatePassesAtItsLimitAndFailsBeyondIt(
      String name, double passing, double failing, double found, String where) {
    assertThat(check(gate(name, passing), EVALUATION))
        .extracting(
            GateResult::name,
            GateResult::found,
            GateResult::limit,
            GateResult::passed,
            GateResult::where)
        .containsExactly(tuple(name, found, passing, true, where));
    assertThat(check(gate(name, failing), EVALUATION))
        .extracting(
            GateResult::name,
            GateResult::found,
            GateResult::limit,
            GateResult::passed,
            GateResult::where)
        .containsExactly(tuple(name, found, failing, false, where));
  }

  @Test
  void allThatFailIsNamed() {
    assertThat(check(gate("max_psi", 0.1), EVALUATION))
        .hasToString(
            "[The gate max_psi failed: found 0.1200 (train to validation, the score), expected at"
                + " most 0.1., The gate max_psi failed: found 0.2500 (train to validation, input"
                + " income), expected at most 0.1.]");
  }

  @Test
  void whatIsNotAskedForIsNotChecked() {
    assertThat(check(gate("none", 0), EVALUATION)).isEmpty();
  }

  @Test
  void whatCannotBeMeasuredFails() {
    Evaluation without =
        new Evaluation(
            EVALUATION.metrics(), EVALUATION.parts(), List.of(), List.of(), List.of(), List.of());
    assertThat(check(gate("min_adverse_impact_ratio", 0.8), without))
        .hasToString(
            "[The gate min_adverse_impact_ratio failed: found nothing to measure (no group is large"
                + " enough), expected at least 0.8.]");
    Metrics oneLabel =
        new Metrics(10L, 0L, null, null, null, 0.1, 0.1, 0.1, 1.0, 1.0, null, null, null);
    Evaluation undefined =
        new Evaluation(
            Map.of("train", oneLabel, "validation", oneLabel),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    assertThat(check(gate("min_auc", 0.5), undefined))
        .extracting(GateResult::passed)
        .containsExactly(false);
  }

  private static List<GateResult> check(QualityGates asked, Evaluation evaluation) {
    return Gates.check(asked, evaluation, Optional.empty());
  }
}
