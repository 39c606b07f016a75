package dev.larder.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.larder.report.ModelCard.CalibrationBin;
import dev.larder.report.ModelCard.CurvePoint;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreScanTest {
  /** Labels 1 | 1 0 | 1 0 0 at 0.9, 0.5 and 0.2. */
  private static ScoreScan scan(double threshold) {
    ScoreScan scan = new ScoreScan(6, 3, threshold);
    scan.add(0.9, 1, 1);
    scan.add(0.5, 2, 1);
    scan.add(0.2, 3, 1);
    return scan;
  }

  @Test
  void metricsOfAThresholdThatIsAProbability() {
    Metrics metrics = scan(0.5).metrics();
    assertThat(metrics.rows()).isEqualTo(6);
    assertThat(metrics.positives()).isEqualTo(3);
    assertThat(metrics.auc()).isEqualTo(6.5 / 9);
    assertThat(metrics.averagePrecision()).isEqualTo((1 + 2 / 3.0 + 0.5) / 3, within(1e-15));
    assertThat(metrics.ks()).isEqualTo(1 / 3.0, within(1e-15));
    assertThat(metrics.brier())
        .isEqualTo((0.01 + 0.25 + 0.25 + 0.64 + 2 * 0.04) / 6, within(1e-15));
    assertThat(metrics.logLoss())
        .isEqualTo(
            -(Math.log(0.9) + 2 * Math.log(0.5) + Math.log(0.2) + 2 * Math.log(0.8)) / 6,
            within(1e-15));
    assertThat(metrics.calibrationError())
        .isEqualTo((0.1 + 0 + 3 * (1 / 3.0 - 0.2)) / 6, within(1e-15));
    assertThat(metrics.approvalRate()).isEqualTo(0.5);
    assertThat(metrics.accuracy()).isEqualTo(4 / 6.0);
    assertThat(metrics.precision()).isEqualTo(2 / 3.0);
    assertThat(metrics.recall()).isEqualTo(2 / 3.0);
    assertThat(metrics.f1()).isEqualTo(2 / 3.0);
  }

  @Test
  void theCurveGoesFromNothingRejectedToAll() {
    assertThat(scan(0.5).curve())
        .containsExactly(
            new CurvePoint(1, 0, 0, 1),
            new CurvePoint(0.9, 0, 1 / 3.0, 1),
            new CurvePoint(0.5, 1 / 3.0, 2 / 3.0, 2 / 3.0),
            new CurvePoint(0.2, 1, 1, 0.5));
  }

  @Test
  void binsHoldAboutEquallyManyRows() {
    assertThat(scan(0.5).bins())
        .containsExactly(
            new CalibrationBin(1, 0.9, 1),
            new CalibrationBin(2, 0.5, 0.5),
            new CalibrationBin(3, 0.2 * 3 / 3, 1 / 3.0));
    ScoreScan even = new ScoreScan(1000, 0, 0.5);
    IntStream.range(0, 1000).forEach(i -> even.add(1 - i / 1000.0, 1, 0));
    assertThat(even.bins()).hasSize(10).extracting(CalibrationBin::rows).containsOnly(100L);
  }

  @Test
  void whatIsUndefinedIsNull() {
    ScoreScan scan = new ScoreScan(4, 0, 0.5);
    scan.add(0.3, 4, 0);
    Metrics none = scan.metrics();
    assertThat(none.auc()).isNull();
    assertThat(none.averagePrecision()).isNull();
    assertThat(none.ks()).isNull();
    assertThat(none.precision()).isNull();
    assertThat(none.recall()).isNull();
    assertThat(none.accuracy()).isEqualTo(1);
    assertThat(none.approvalRate()).isEqualTo(1);
    assertThat(scan.curve()).isEmpty();
  }

  @Test
  void probabilitiesOfZeroAndOneHaveALogarithm() {
    ScoreScan scan = new ScoreScan(2, 1, 0.5);
    scan.add(1, 1, 0);
    scan.add(0, 1, 1);
    assertThat(scan.metrics().logLoss()).isEqualTo(-Math.log(Math.ulp(1.0)), within(1e-9));
    assertThat(scan.metrics().auc()).isZero();
    assertThat(scan.metrics().ks()).isEqualTo(1);
  }

  @Test
  void millionsOfScoresAreExactAndLeaveSomeHundredsOfPoints() {
    int rows = 3_000_000;
    ScoreScan scan = new ScoreScan(rows, rows / 3, 0.5);
    // Of every three scores the middle one is a positive: it beats half of the negatives.
    IntStream.range(0, rows)
        .map(i -> rows - 1 - i)
        .forEach(i -> scan.add((i + 0.5) / rows, 1, i % 3 == 1 ? 1 : 0));
    assertThat(scan.metrics().auc()).isEqualTo(0.5);
    assertThat(scan.curve())
        .hasSizeBetween(200, 500)
        .isSortedAccordingTo(Comparator.comparingDouble(CurvePoint::threshold).reversed());
    assertThat(scan.metrics().brier()).isEqualTo(1 / 3.0, within(1e-6));
  }
}
