package dev.larder.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.training.config.ModelConfig;
import dev.larder.training.config.ModelConfigYaml;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdsTest {
  /** Ten rows, four of them positive. */
  private static final RankedScores SCORES =
      new RankedScores(
          new double[] {0.9, 0.7, 0.5, 0.2}, new long[] {2, 2, 2, 4}, new long[] {2, 1, 1, 0});

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          best_f1                                           | 0.5
          0.33                                              | 0.33
          {max_rejection_rate: 0.45}                        | 0.7
          {max_rejection_rate: 0.4}                         | 0.7
          {max_rejection_rate: 0.1}                         | 1
          {cost: {false_approval: 1, false_rejection: 10}}  | 0.9
          {cost: {false_approval: 10, false_rejection: 1}}  | 0.5
          {cost: {false_approval: 0, false_rejection: 1}}   | 1
          """)
  void aThresholdFollowsItsPolicy(String policy, double threshold) {
    ModelConfig config = ModelConfigYaml.parse("m.yaml", "name: m\nlabel: l\nthreshold: " + policy);
    assertThat(Thresholds.find(config.threshold(), SCORES)).isEqualTo(threshold);
  }
}
