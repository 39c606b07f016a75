package dev.larder.training.config;

import dev.larder.feature.YamlMapping;
import dev.larder.training.config.Algorithm.DecisionTree;
import dev.larder.training.config.Algorithm.GradientBoostedTrees;
import dev.larder.training.config.Algorithm.LogisticRegression;
import dev.larder.training.config.Algorithm.RandomForest;
import dev.larder.training.config.YamlNumbers.Range;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads {@code algorithm}: the name of one with its parameters, where each number may be a list of
 * numbers to choose from.
 */
final class AlgorithmYaml {
  private static final String KEY = "algorithm";
  private static final int MOST_CANDIDATES = 64;
  private static final Algorithm DEFAULT = new DecisionTree(5, 1, 64);
  private static final List<String> NAMED_SUBSETS =
      List.of("auto", "all", "sqrt", "log2", "onethird");

  private static final Parameter TREES = new Parameter("trees", Range.whole(1, 10_000), "100");
  private static final Parameter MAX_BINS =
      new Parameter("max_bins", Range.whole(2, 100_000), "64");
  private static final Parameter MIN_INSTANCES =
      new Parameter("min_instances", Range.whole(1, Integer.MAX_VALUE), "1");
  private static final Parameter SUBSAMPLING =
      new Parameter("subsampling", Range.of(0.001, 1), "1");
  private static final String FEATURE_SUBSET = "feature_subset";

  /** The parameters that are numbers, by the algorithm's name. */
  private static final Map<String, List<Parameter>> PARAMETERS = parameters();

  private record Parameter(String key, Range range, String absent) {}

  private AlgorithmYaml() {}

  private static Map<String, List<Parameter>> parameters() {
    Map<String, List<Parameter>> parameters = new LinkedHashMap<>();
    parameters.put("decision_tree", List.of(maxDepth("5"), MIN_INSTANCES, MAX_BINS));
    parameters.put(
        "random_forest", List.of(TREES, maxDepth("10"), MIN_INSTANCES, MAX_BINS, SUBSAMPLING));
    parameters.put(
        "gradient_boosted_trees",
        List.of(
            TREES,
            new Parameter("learning_rate", Range.of(0.001, 1), "0.1"),
            maxDepth("5"),
            MIN_INSTANCES,
            MAX_BINS,
            SUBSAMPLING));
    parameters.put(
        "logistic_regression",
        List.of(
            new Parameter("regularization", Range.of(0, 1e6), "0"),
            new Parameter("elastic_net", Range.of(0, 1), "0"),
            new Parameter("max_iterations", Range.whole(1, 100_000), "100")));
    return parameters;
  }

  private static Parameter maxDepth(String absent) {
    return new Parameter("max_depth", Range.whole(0, 30), absent);
  }

  /** All combinations of the parameters; one default tree where there is no algorithm. */
  static List<Algorithm> read(YamlMapping root) {
    Optional<YamlMapping> block = root.mapping(KEY).map(m -> m.allow(PARAMETERS.keySet()));
    List<String> names =
        block.stream().flatMap(m -> m.names().stream()).filter(PARAMETERS::containsKey).toList();
    if (block.isPresent() && (block.get().names().isEmpty() || names.size() > 1)) {
      root.problem(
          KEY,
          "Expected one of "
              + String.join(", ", PARAMETERS.keySet())
              + " with its parameters, {} for their defaults.");
    }
    if (names.size() != 1) {
      return List.of(DEFAULT);
    }
    return block
        .get()
        .mapping(names.get(0))
        .map(parameters -> candidates(names.get(0), parameters))
        .orElse(List.of(DEFAULT));
  }

  private static List<Algorithm> candidates(String name, YamlMapping block) {
    List<Parameter> parameters = PARAMETERS.get(name);
    boolean chooses = name.equals("random_forest") || name.equals("gradient_boosted_trees");
    block.allow(
        Stream.concat(
                parameters.stream().map(Parameter::key),
                chooses ? Stream.of(FEATURE_SUBSET) : Stream.empty())
            .toList());
    List<Map<String, BigDecimal>> combinations = List.of(Map.of());
    for (Parameter parameter : parameters) {
      List<BigDecimal> choices =
          YamlNumbers.choices(block, parameter.key(), parameter.range(), parameter.absent());
      combinations =
          combinations.stream()
              .flatMap(known -> choices.stream().map(c -> with(known, parameter.key(), c)))
              .toList();
    }
    if (combinations.size() > MOST_CANDIDATES) {
      block.problem(
          block.node(),
          "The lists of parameters make "
              + combinations.size()
              + " combinations; expected at most "
              + MOST_CANDIDATES
              + ".");
    }
    String featureSubset = featureSubset(block);
    return combinations.stream()
        .map(numbers -> algorithm(name, new Numbers(numbers), featureSubset))
        .toList();
  }

  private static Map<String, BigDecimal> with(
      Map<String, BigDecimal> known, String key, BigDecimal number) {
    Map<String, BigDecimal> more = new HashMap<>(known);
    more.put(key, number);
    return more;
  }

  private static String featureSubset(YamlMapping block) {
    String subset = block.text(FEATURE_SUBSET).orElse("auto");
    boolean isNumber =
        YamlNumbers.parse(subset)
            .filter(n -> n.signum() > 0)
            .filter(n -> n.compareTo(BigDecimal.ONE) <= 0 || n.stripTrailingZeros().scale() <= 0)
            .isPresent();
    if (!isNumber && !NAMED_SUBSETS.contains(subset)) {
      block.problem(
          FEATURE_SUBSET,
          "'feature_subset' must be a number of inputs, a part of them such as 0.5, or one of "
              + String.join(", ", NAMED_SUBSETS)
              + ", found '"
              + subset
              + "'.");
    }
    return subset;
  }

  /** One combination. */
  private record Numbers(Map<String, BigDecimal> numbers) {
    int whole(String key) {
      return numbers.get(key).intValue();
    }

    double number(String key) {
      return numbers.get(key).doubleValue();
    }
  }

  private static Algorithm algorithm(String name, Numbers numbers, String featureSubset) {
    return switch (name) {
      case "decision_tree" ->
          new DecisionTree(
              numbers.whole("max_depth"),
              numbers.whole("min_instances"),
              numbers.whole("max_bins"));
      case "random_forest" ->
          new RandomForest(
              numbers.whole("trees"),
              numbers.whole("max_depth"),
              numbers.whole("min_instances"),
              numbers.whole("max_bins"),
              featureSubset,
              numbers.number("subsampling"));
      case "gradient_boosted_trees" ->
          new GradientBoostedTrees(
              numbers.whole("trees"),
              numbers.number("learning_rate"),
              numbers.whole("max_depth"),
              numbers.whole("min_instances"),
              numbers.whole("max_bins"),
              featureSubset,
              numbers.number("subsampling"));
      default ->
          new LogisticRegression(
              numbers.number("regularization"),
              numbers.number("elastic_net"),
              numbers.whole("max_iterations"));
    };
  }
}
