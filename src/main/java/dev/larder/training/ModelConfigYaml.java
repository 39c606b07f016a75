package dev.larder.training;

import dev.larder.feature.YamlDocument;
import dev.larder.feature.YamlMapping;
import dev.larder.training.ModelConfig.DecisionTree;
import dev.larder.training.ModelConfig.Name;
import dev.larder.training.ModelConfig.Split;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code credit_model.yaml} and its like. */
public final class ModelConfigYaml {
  private static final String BEST_F1 = "best_f1";
  private static final DecisionTree DEFAULT_TREE = new DecisionTree(5, 1, 32);
  private static final Split DEFAULT_SPLIT = new Split(0.7, 0.15, 0.15);
  private static final List<String> KEYS =
      List.of(
          "name", "feature_service", "label", "row_id", "drop", "algorithm", "split", "threshold");

  private final YamlDocument document;

  private ModelConfigYaml(YamlDocument document) {
    this.document = document;
  }

  /**
   * Reads a file.
   *
   * @param file its name, for errors
   * @throws dev.larder.UserException with all that is wrong with it, each with its place
   */
  public static ModelConfig parse(String file, String content) {
    YamlDocument document = new YamlDocument(file, content, Map.of());
    ModelConfig config = new ModelConfigYaml(document).read(document.root().allow(KEYS));
    document.throwProblems();
    return config;
  }

  private ModelConfig read(YamlMapping root) {
    String label = root.requiredText("label");
    return new ModelConfig(
        root.requiredText("name"),
        name(root, "feature_service"),
        new Name(label, place(root, "label")),
        name(root, "row_id"),
        root.list("drop").stream()
            .map(text -> new Name(text.value(), document.place(text.node())))
            .toList(),
        algorithm(root),
        split(root),
        threshold(root));
  }

  private Optional<Name> name(YamlMapping root, String key) {
    return root.text(key).map(text -> new Name(text, place(root, key)));
  }

  private String place(YamlMapping mapping, String key) {
    Node node = mapping.value(key).orElse(mapping.node());
    return document.place(node);
  }

  private static DecisionTree algorithm(YamlMapping root) {
    Optional<YamlMapping> algorithm =
        root.mapping("algorithm").map(m -> m.allow(List.of("decision_tree")));
    if (algorithm.isPresent() && algorithm.get().names().isEmpty()) {
      root.problem("algorithm", "Expected decision_tree with its settings.");
    }
    return algorithm
        .flatMap(m -> m.mapping("decision_tree"))
        .map(m -> m.allow(List.of("max_depth", "min_instances", "max_bins")))
        .map(
            m ->
                new DecisionTree(
                    (int) m.wholeNumber("max_depth", DEFAULT_TREE.maxDepth(), 0, 30),
                    (int)
                        m.wholeNumber(
                            "min_instances", DEFAULT_TREE.minInstances(), 1, Integer.MAX_VALUE),
                    (int) m.wholeNumber("max_bins", DEFAULT_TREE.maxBins(), 2, Integer.MAX_VALUE)))
        .orElse(DEFAULT_TREE);
  }

  private static Split split(YamlMapping root) {
    Optional<YamlMapping> found =
        root.mapping("split").map(m -> m.allow(List.of("train", "validation", "test")));
    if (found.isEmpty()) {
      return DEFAULT_SPLIT;
    }
    Optional<BigDecimal> train = fraction(found.get(), "train");
    Optional<BigDecimal> validation = fraction(found.get(), "validation");
    Optional<BigDecimal> test = fraction(found.get(), "test");
    if (train.isEmpty() || validation.isEmpty() || test.isEmpty()) {
      return DEFAULT_SPLIT;
    }
    // In decimals, so that 0.7 + 0.15 + 0.15 is 1.
    BigDecimal sum = train.get().add(validation.get()).add(test.get());
    if (sum.compareTo(BigDecimal.ONE) != 0) {
      root.problem("split", "train, validation and test must sum up to 1, not " + sum + ".");
    }
    return new Split(
        train.get().doubleValue(), validation.get().doubleValue(), test.get().doubleValue());
  }

  private static Optional<BigDecimal> fraction(YamlMapping split, String key) {
    Optional<BigDecimal> number =
        split
            .text(key)
            .flatMap(ModelConfigYaml::number)
            .filter(n -> n.signum() > 0 && n.compareTo(BigDecimal.ONE) < 0);
    if (number.isEmpty()) {
      split.problem(
          key, "'" + key + "' must be a number between 0 and 1, the part of the rows it gets.");
    }
    return number;
  }

  private static Optional<Double> threshold(YamlMapping root) {
    Optional<String> text = root.text("threshold").filter(t -> !t.equals(BEST_F1));
    Optional<Double> number =
        text.flatMap(ModelConfigYaml::number)
            .map(BigDecimal::doubleValue)
            .filter(n -> n >= 0 && n <= 1);
    if (text.isPresent() && number.isEmpty()) {
      root.problem(
          "threshold",
          "'threshold' must be "
              + BEST_F1
              + " or a number from 0 to 1, found '"
              + text.get()
              + "'.");
    }
    return number;
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
