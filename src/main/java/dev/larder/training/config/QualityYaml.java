package dev.larder.training.config;

import dev.larder.feature.YamlMapping;
import dev.larder.training.config.YamlNumbers.Range;
import dev.larder.training.evaluation.QualityGates;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Reads {@code quality}: the gates that a model must pass. */
final class QualityYaml {
  private static final List<String> KEYS =
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
  private static final Range SHARE = Range.of(0, 1);
  private static final Range INDEX = Range.of(0, 1000);

  private QualityYaml() {}

  static QualityGates read(YamlMapping root) {
    Optional<YamlMapping> block = root.mapping("quality").map(m -> m.allow(KEYS));
    return new QualityGates(
        gate(block, "min_auc", SHARE),
        gate(block, "min_ks", SHARE),
        gate(block, "max_calibration_error", SHARE),
        gate(block, "max_psi", INDEX),
        gate(block, "min_label_share", SHARE),
        gate(block, "max_label_share", SHARE),
        gate(block, "max_missing_share", SHARE),
        gate(block, "max_single_feature_auc", SHARE),
        gate(block, "min_adverse_impact_ratio", SHARE));
  }

  private static Optional<Double> gate(Optional<YamlMapping> block, String key, Range range) {
    return block.flatMap(m -> YamlNumbers.one(m, key, range)).map(BigDecimal::doubleValue);
  }
}
