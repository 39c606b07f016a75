package dev.larder.training.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.larder.UserException;
import dev.larder.training.config.Algorithm.DecisionTree;
import dev.larder.training.config.Algorithm.GradientBoostedTrees;
import dev.larder.training.config.ModelConfig.CalibrationMethod;
import dev.larder.training.config.ModelConfig.ClassWeights;
import dev.larder.training.config.ModelConfig.ColumnEncoding;
import dev.larder.training.config.ModelConfig.EncodingKind;
import dev.larder.training.config.ModelConfig.Name;
import dev.larder.training.config.ModelConfig.SegmentColumn;
import dev.larder.training.config.ModelConfig.Split;
import dev.larder.training.config.ModelConfig.SplitBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigYamlTest {
  @Test
  void readsEveryKey() {
    ModelConfig config =
        ModelConfigYaml.parse(
            "m.yaml",
            """
            name: credit
            intended_use: For small loans.
            feature_service: service
            label: status
            row_id: id
            drop: [a, b]
            encodings: {grade: {ordinal: [A, B, C]}, home: one_hot, city: target, state: frequency}
            max_categories: 20
            algorithm:
              gradient_boosted_trees:
                trees: [100, 200]
                learning_rate: [0.05, 0.1]
                max_depth: 6
                feature_subset: 0.5
            split: {by: applicant, train: 0.6, validation: 0.2, test: 0.2, seed: 7, applicant: [ssn]}
            class_weights: balanced
            label_matures_after: 90d
            calibration: isotonic
            threshold: {cost: {false_approval: 5, false_rejection: 1}}
            protected: [{column: age, cuts: [25, 40.5]}, sex]
            proxy: [state]
            segments: [home]
            reasons: {income: the income}
            quality: {min_auc: 0.8, max_psi: 0.25}
            """);
    assertThat(config.name()).isEqualTo("credit");
    assertThat(config.intendedUse()).contains("For small loans.");
    assertThat(config.label()).isEqualTo(new Name("status", "m.yaml:4:8"));
    assertThat(names(config.drop().stream())).containsExactly("a", "b");
    assertThat(config.encodings())
        .extracting(e -> e.column().name(), ColumnEncoding::kind, ColumnEncoding::order)
        .containsExactly(
            tuple("grade", EncodingKind.ORDINAL, List.of("A", "B", "C")),
            tuple("home", EncodingKind.ONE_HOT, List.of()),
            tuple("city", EncodingKind.TARGET, List.of()),
            tuple("state", EncodingKind.FREQUENCY, List.of()));
    assertThat(config.maxCategories()).isEqualTo(20);
    assertThat(config.candidates())
        .containsExactly(
            new GradientBoostedTrees(100, 0.05, 6, 1, 64, "0.5", 1),
            new GradientBoostedTrees(100, 0.1, 6, 1, 64, "0.5", 1),
            new GradientBoostedTrees(200, 0.05, 6, 1, 64, "0.5", 1),
            new GradientBoostedTrees(200, 0.1, 6, 1, 64, "0.5", 1));
    assertThat(config.split().by()).isEqualTo(SplitBy.APPLICANT);
    assertThat(config.split().seed()).isEqualTo(7);
    assertThat(names(config.split().applicant().stream())).containsExactly("ssn");
    assertThat(config.classWeights()).isEqualTo(ClassWeights.BALANCED);
    assertThat(config.labelMaturesAfter()).isEqualTo(Duration.ofDays(90));
    assertThat(config.calibration()).isEqualTo(CalibrationMethod.ISOTONIC);
    assertThat(config.threshold()).isEqualTo(new ThresholdPolicy.Cost(5, 1));
    assertThat(config.protectedColumns())
        .extracting(c -> c.column().name(), SegmentColumn::cuts)
        .containsExactly(tuple("age", List.of(25.0, 40.5)), tuple("sex", List.of()));
    assertThat(names(config.proxy().stream())).containsExactly("state");
    assertThat(names(config.segments().stream().map(SegmentColumn::column)))
        .containsExactly("home");
    assertThat(config.reasons()).containsValue("the income");
    assertThat(config.quality().minAuc()).contains(0.8);
    assertThat(config.quality().maxPsi()).contains(0.25);
    assertThat(config.quality().minKs()).isEmpty();
  }

  private static List<String> names(Stream<Name> names) {
    return names.map(Name::name).toList();
  }

  @Test
  void readsTheOneThatComesWithLarder() throws IOException {
    ModelConfig config =
        ModelConfigYaml.parse("m.yaml", Files.readString(Path.of("conf/credit_model.yaml")));
    assertThat(config.name()).isEqualTo("credit_model");
    assertThat(config.label().name()).isEqualTo("loan_status");
  }

  @Test
  void nameAndLabelAreEnough() {
    ModelConfig config = ModelConfigYaml.parse("m.yaml", "name: m\nlabel: l\n");
    assertThat(config.intendedUse()).isEmpty();
    assertThat(config.featureService()).isEmpty();
    assertThat(config.rowId()).isEmpty();
    assertThat(config.columns()).extracting(Name::name).containsExactly("l");
    assertThat(config.candidates()).containsExactly(new DecisionTree(5, 1, 64));
    assertThat(config.split()).isEqualTo(new Split(SplitBy.TIME, 0.7, 0.15, 0.15, 42, List.of()));
    assertThat(config.threshold()).isEqualTo(new ThresholdPolicy.BestF1());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "label: l, labels: x | m.yaml:1:21: Unknown key 'labels' in this file. Did you mean 'label'?",
        "drop: [a] | needs the key 'label'.",
        "label: l, threshold: often | m.yaml:1:32: 'threshold' must be best_f1, a number from 0 to 1, {max_rejection_rate: …} or {cost: …}, found 'often'.",
        "label: l, threshold: 1.5 | m.yaml:1:32: 'threshold' must be best_f1, a number from 0 to 1, {max_rejection_rate: …} or {cost: …}, found '1.5'.",
        "label: l, threshold: {} | m.yaml:1:32: Expected one of max_rejection_rate and cost.",
        "label: l, threshold: {max_rejection_rate: 1} | m.yaml:1:53: 'max_rejection_rate' must be a number between 0 and 1, found '1'.",
        "label: l, threshold: {cost: {false_approval: 1}} | m.yaml:1:39: The block 'cost' needs the key 'false_rejection'.",
        "label: l, algorithm: {forest: {}} | m.yaml:1:33: Unknown key 'forest' in the block 'algorithm'. Known: decision_tree, gradient_boosted_trees, logistic_regression, random_forest.",
        "label: l, algorithm: {} | m.yaml:1:32: Expected one of decision_tree, random_forest, gradient_boosted_trees, logistic_regression with its parameters, {} for their defaults.",
        "label: l, algorithm: {decision_tree: {max_depth: 31}} | m.yaml:1:60: 'max_depth' must be a whole number from 0 to 30, found '31'.",
        "label: l, algorithm: {decision_tree: {max_depth: [3, x]}} | m.yaml:1:64: 'max_depth' must be a whole number from 0 to 30, found 'x'.",
        "label: l, algorithm: {decision_tree: {min_instances: 0.5}} | 'min_instances' must be a whole number",
        "label: l, algorithm: {decision_tree: {tres: 1}} | Unknown key 'tres' in the block 'decision_tree'. Known: max_bins, max_depth, min_instances.",
        "label: l, algorithm: {random_forest: {feature_subset: some}} | 'feature_subset' must be a number of inputs, a part of them such as 0.5, or one of auto, all, sqrt, log2, onethird, found 'some'.",
        "label: l, algorithm: {random_forest: {trees: [1,2,3,4,5,6,7,8,9], max_depth: [1,2,3,4,5,6,7,8]}} | make 72 combinations; expected at most 64.",
        "label: l, encodings: {home: onehot} | m.yaml:1:39: 'home' cannot be 'onehot'. Did you mean 'one_hot'?",
        "label: l, encodings: {home: {ordinal: [A, B, A]}} | m.yaml:1:56: 'A' stands twice in the order.",
        "label: l, split: {by: tme} | m.yaml:1:33: 'by' cannot be 'tme'. Did you mean 'time'?",
        "label: l, split: {train: 0.7, validation: 0.2, test: 0.2} | m.yaml:1:28: train, validation and test must sum up to 1, not 1.1.",
        "label: l, split: {train: all, validation: 0.2, test: 0.2} | m.yaml:1:36: 'train' must be a number between 0 and 1, found 'all'.",
        "label: l, split: {train: 0.7} | The block 'split' needs the key 'validation' beside the others.",
        "label: l, split: {applicant: [ssn]} | 'applicant' is for a split by applicant.",
        "label: l, label_matures_after: soon | m.yaml:1:42: Expected a duration such as 3650d",
        "label: l, calibration: atuo | 'calibration' cannot be 'atuo'. Did you mean 'auto'?",
        "label: l, protected: [{column: age, cuts: [3, 2]}] | 'cuts' must ascend; 2 does not.",
        "label: l, protected: [{cuts: [3]}] | An item of protected needs the key 'column'.",
        "label: l, proxy: [state], reasons: {state: lives far away} | 'state' is protected or a proxy, and so never a reason.",
        "label: l, quality: {min_auk: 0.8} | Unknown key 'min_auk' in the block 'quality'. Did you mean 'min_auc'?",
        "label: l, quality: {min_auc: 80} | m.yaml:1:40: 'min_auc' must be a number from 0 to 1, found '80'.",
        "label: l, intended_use: '' | m.yaml:1:35: 'intended_use' must not be empty.",
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
