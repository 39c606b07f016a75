package dev.larder.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What scikit-learn 1.9 says of the same forty scores. */
class ScikitLearnTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  private static final double[] SCORES = {
    0.62, 0.74, 0.8, 0.94, 0.74, 0.92, 0.03, 0.47, 0.94, 0.65, 0.9, 0.11, 0.47, 0.25, 0.54, 0.57,
    0.01, 0.22, 0.28, 0.92, 0.77, 0.16, 0.8, 0.14, 0.62, 0.13, 0.0, 0.87, 0.21, 0.22, 0.98, 0.87,
    0.29, 0.96, 0.54, 0.68, 0.2, 0.94, 0.69, 0.97
  };
  private static final int[] LABELS = {
    0, 1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1,
    0, 1, 1, 1, 0, 1, 1, 1
  };

  @Test
  void metricsAreTheSame() {
    Map<Double, long[]> counts = new TreeMap<>(Comparator.reverseOrder());
    for (int i = 0; i < SCORES.length; i++) {
      long[] count = counts.computeIfAbsent(SCORES[i], score -> new long[2]);
      count[0]++;
      count[1] += LABELS[i];
    }
    ScoreScan scan = new ScoreScan(40, 24, 0.5);
    counts.forEach((score, count) -> scan.add(score, count[0], count[1]));
    Metrics metrics = scan.metrics();
    assertThat(metrics.auc()).isEqualTo(0.9401041666666666, ROUNDING);
    assertThat(metrics.averagePrecision()).isEqualTo(0.9641300679607129, ROUNDING);
    assertThat(metrics.ks()).isEqualTo(0.7916666666666666, ROUNDING);
    assertThat(metrics.brier()).isEqualTo(0.10398, ROUNDING);
    assertThat(metrics.logLoss()).isEqualTo(0.3395143610118613, ROUNDING);
    assertThat(metrics.precision()).isEqualTo(0.9166666666666666, ROUNDING);
    assertThat(metrics.recall()).isEqualTo(0.9166666666666666, ROUNDING);
    assertThat(metrics.f1()).isEqualTo(0.9166666666666666, ROUNDING);
    assertThat(metrics.accuracy()).isEqualTo(0.9, ROUNDING);
  }
}
