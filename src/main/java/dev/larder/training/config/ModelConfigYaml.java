package dev.larder.training.config;

import dev.larder.UserException;
import dev.larder.feature.Durations;
import dev.larder.feature.YamlDocument;
import dev.larder.feature.YamlMapping;
import dev.larder.training.config.ModelConfig.CalibrationMethod;
import dev.larder.training.config.ModelConfig.ClassWeights;
import dev.larder.training.config.ModelConfig.Name;
import dev.larder.training.config.ModelConfig.SegmentColumn;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code credit_model.yaml} and its like. */
public final class ModelConfigYaml {
  private static final String INTENDED_USE = "intended_use";
  private static final String MATURES = "label_matures_after";
  private static final int MAX_CATEGORIES = 32;

  /** Above it, neither positions nor columns of 0 and 1 say much of a text. */
  public static final int MOST_CATEGORIES = 1000;

  private static final List<String> KEYS =
      List.of(
          "name",
          INTENDED_USE,
          "feature_service",
          "label",
          "row_id",
          "drop",
          "encodings",
          "max_categories",
          "algorithm",
          "split",
          "class_weights",
          MATURES,
          "calibration",
          "threshold",
          "protected",
          "proxy",
          "segments",
          "reasons",
          "quality");

  private final YamlNames names;

  private ModelConfigYaml(YamlDocument document) {
    this.names = new YamlNames(document);
  }

  /**
   * Reads a file.
   *
   * @param file its name, for errors
   * @throws UserException with all that is wrong with it, each with its place
   */
  public static ModelConfig parse(String file, String content) {
    YamlDocument document = new YamlDocument(file, content, Map.of());
    ModelConfig config = new ModelConfigYaml(document).read(document.root().allow(KEYS));
    document.throwProblems();
    return config;
  }

  private ModelConfig read(YamlMapping root) {
    SegmentsYaml segments = new SegmentsYaml(names);
    List<SegmentColumn> protectedColumns = segments.read(root, "protected");
    List<Name> proxy = names.list(root, "proxy");
    return new ModelConfig(
        root.requiredText("name"),
        intendedUse(root),
        names.one(root, "feature_service"),
        names.required(root, "label"),
        names.one(root, "row_id"),
        names.list(root, "drop"),
        new EncodingsYaml(names).read(root),
        (int) root.wholeNumber("max_categories", MAX_CATEGORIES, 1, MOST_CATEGORIES),
        AlgorithmYaml.read(root),
        SplitYaml.read(root, names),
        root.choice("class_weights", ClassWeights.NONE),
        labelMaturesAfter(root),
        root.choice("calibration", CalibrationMethod.NONE),
        ThresholdYaml.read(root),
        protectedColumns,
        proxy,
        segments.read(root, "segments"),
        reasons(root, protectedColumns, proxy),
        QualityYaml.read(root));
  }

  private static Optional<String> intendedUse(YamlMapping root) {
    return root.has(INTENDED_USE) ? Optional.of(root.requiredText(INTENDED_USE)) : Optional.empty();
  }

  private static Duration labelMaturesAfter(YamlMapping root) {
    try {
      return Durations.parse(MATURES, root.text(MATURES).orElse("0"));
    } catch (UserException e) {
      root.problem(MATURES, e.problems().get(0).message());
      return Duration.ZERO;
    }
  }

  private Map<Name, String> reasons(
      YamlMapping root, List<SegmentColumn> protectedColumns, List<Name> proxy) {
    List<String> never =
        Stream.concat(protectedColumns.stream().map(SegmentColumn::column), proxy.stream())
            .map(Name::name)
            .toList();
    Map<Name, String> reasons = new LinkedHashMap<>();
    root.mapping("reasons")
        .ifPresent(
            block ->
                block
                    .names()
                    .forEach(
                        column -> {
                          if (never.contains(column)) {
                            block.problem(
                                column,
                                "'" + column + "' is protected or a proxy, and so never a reason.");
                          }
                          reasons.put(names.key(block, column), block.requiredText(column));
                        }));
    return reasons;
  }
}
