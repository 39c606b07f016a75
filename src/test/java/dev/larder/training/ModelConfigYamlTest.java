package dev.larder.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.training.ModelConfig.DecisionTree;
import dev.larder.training.ModelConfig.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigYamlTest {
  @Test
  void readsTheOneThatComesWithLarder() throws IOException {
    ModelConfig config =
        ModelConfigYaml.parse("m.yaml", Files.readString(Path.of("conf/credit_model.yaml")));
    assertThat(config.name()).isEqualTo("credit_model");
    assertThat(config.label().name()).isEqualTo("loan_status");
    assertThat(config.label().where()).isEqualTo("m.yaml:4:8");
    assertThat(config.algorithm()).isEqualTo(new DecisionTree(8, 20, 128));
    assertThat(config.threshold()).isEmpty();
  }

  @Test
  void nameAndLabelAreEnough() {
    ModelConfig config = ModelConfigYaml.parse("m.yaml", "name: m\nlabel: l\n");
    assertThat(config.featureService()).isEmpty();
    assertThat(config.rowId()).isEmpty();
    assertThat(config.drop()).isEmpty();
    assertThat(config.algorithm()).isEqualTo(new DecisionTree(5, 1, 32));
    assertThat(config.split()).isEqualTo(new Split(0.7, 0.15, 0.15));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "label: l, labels: x | m.yaml:1:21: Unknown key 'labels' in this file. Did you mean 'label'?",
        "drop: [a] | needs the key 'label'.",
        "label: l, threshold: often | m.yaml:1:32: 'threshold' must be best_f1 or a number from 0 to 1, found 'often'.",
        "label: l, threshold: 1.5 | m.yaml:1:32: 'threshold' must be best_f1 or a number from 0 to 1, found '1.5'.",
        "label: l, algorithm: {forest: {}} | m.yaml:1:33: Unknown key 'forest' in the block 'algorithm'. Known: decision_tree.",
        "label: l, algorithm: {decision_tree: {max_depth: 31}} | m.yaml:1:60: 'max_depth' must be a whole number from 0 to 30, found '31'.",
        "label: l, algorithm: {decision_tree: {min_instances: 0}} | 'min_instances' must be a whole number",
        "label: l, split: {train: 0.7, validation: 0.2, test: 0.2} | m.yaml:1:28: train, validation and test must sum up to 1, not 1.1.",
        "label: l, split: {train: all, validation: 0.2, test: 0.2} | m.yaml:1:36: 'train' must be a number between 0 and 1, the part of the rows it gets.",
        "label: l, drop: loan_id | m.yaml:1:27: 'drop' must be a list, found a single value.",
        "label: [ | m.yaml:1:"
      })
  void whatIsWrongIsNamedWithItsPlace(String keys, String message) {
    assertThatThrownBy(() -> ModelConfigYaml.parse("m.yaml", "{name: m, " + keys + "}"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThatThrownBy(() -> ModelConfigYaml.parse("m.yaml", "{label: l, labels: m, threshold: 2}"))
        .isInstanceOfSatisfying(UserException.class, e -> assertThat(e.problems()).hasSize(3));
  }
}
