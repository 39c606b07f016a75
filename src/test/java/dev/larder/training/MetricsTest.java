package dev.larder.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected values are those of scikit-learn, but for what it defines otherwise. */
class MetricsTest {
  /** Labels 0 0 1 | 1 0 | 1 at 0.2, 0.5 and 0.9. */
  private static final List<ScoreCount> SCORES =
      List.of(new ScoreCount(0.5, 2, 1), new ScoreCount(0.2, 3, 1), new ScoreCount(0.9, 1, 1));

  @Test
  void ofAThresholdThatIsAProbability() {
    Metrics metrics = Metrics.of(SCORES, 0.5);
    assertThat(metrics.rows()).isEqualTo(6);
    assertThat(metrics.positives()).isEqualTo(3);
    assertThat(metrics.auc()).isEqualTo(6.5 / 9, within(1e-15));
    assertThat(metrics.averagePrecision()).isEqualTo((1 + 2 / 3.0 + 0.5) / 3, within(1e-15));
    assertThat(metrics.accuracy()).isEqualTo(4 / 6.0);
    assertThat(metrics.precision()).isEqualTo(2 / 3.0);
    assertThat(metrics.recall()).isEqualTo(2 / 3.0);
    assertThat(metrics.f1()).isEqualTo(2 / 3.0);
  }

  @Test
  void whatIsUndefinedIsNull() {
    Metrics none = Metrics.of(List.of(new ScoreCount(0.3, 4, 0)), 0.5);
    assertThat(none.auc()).isNull();
    assertThat(none.averagePrecision()).isNull();
    assertThat(none.precision()).isNull();
    assertThat(none.recall()).isNull();
    assertThat(none.accuracy()).isEqualTo(1);
  }

  @Test
  void theBestThresholdIsTheGreatestOfEqualOnes() {
    assertThat(Metrics.bestF1Threshold(SCORES)).isEqualTo(0.5);
    assertThat(
            Metrics.bestF1Threshold(
                List.of(
                    new ScoreCount(0.1, 4, 2),
                    new ScoreCount(0.6, 1, 1),
                    new ScoreCount(0.4, 0, 0))))
        .isEqualTo(0.1);
  }
}
