package dev.larder.training;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.historical.TrainingSetManifest;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.Role;
import dev.larder.model.InputType;
import dev.larder.training.config.ModelConfig;
import dev.larder.training.config.ModelConfig.Name;
import dev.larder.training.config.ModelConfig.SplitBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What each column of a training set is to a model.
 *
 * @param inputs the columns that become inputs, sorted by name, with the types of their values
 * @param dropped the names of those that do not, but for the label, in the order of the training
 *     set
 * @param ignored the fields of the loan that 'drop' names: a request may have them
 * @param segments the columns by which rows are grouped, each once
 * @param applicant the columns that tell applicants apart, where the split needs them
 */
record ColumnPlan(
    Map<Column, InputType> inputs,
    List<String> dropped,
    List<String> ignored,
    List<String> segments,
    List<String> applicant) {
  private static final Set<String> TIMES = Set.of("timestamp", "timestamp_ntz", "date");

  /** The inputs' names, in their order. */
  List<String> inputNames() {
    return inputs.keySet().stream().map(Column::name).toList();
  }

  /** The type of an input's values. */
  InputType type(String input) {
    return inputs.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(input))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Checks the names that the configuration uses and sorts the columns.
   *
   * @throws UserException with every name that the training set does not have, and every column
   *     that cannot be what it is wanted for
   */
  static ColumnPlan of(ModelConfig config, TrainingSetManifest manifest) {
    List<Problem> problems = new ArrayList<>(unknownNames(config, manifest));
    requireService(config, manifest).ifPresent(problems::add);
    Set<String> left = new HashSet<>();
    config.drop().forEach(name -> left.add(name.name()));
    config.rowId().ifPresent(name -> left.add(name.name()));
    Map<Column, InputType> inputs = new LinkedHashMap<>();
    List<String> dropped = new ArrayList<>();
    manifest.columns().stream()
        .filter(column -> !column.name().equals(config.label().name()))
        .forEach(
            column -> {
              Optional<InputType> type = inputType(column.type());
              if (left.contains(column.name())
                  || column.role() == Role.JOIN_KEY
                  || column.role() == Role.EVENT_TIMESTAMP
                  || TIMES.contains(column.type())) {
                dropped.add(column.name());
              } else if (type.isEmpty()) {
                problems.add(noInput(column));
              } else {
                inputs.put(column, type.get());
              }
            });
    if (inputs.isEmpty() && problems.isEmpty()) {
      problems.add(new Problem(config.label().where(), "No column is left to learn from."));
    }
    ColumnPlan plan =
        new ColumnPlan(
            sorted(inputs),
            List.copyOf(dropped),
            ignored(config, manifest),
            ColumnUses.segments(config),
            applicant(config, manifest, problems));
    if (problems.isEmpty()) {
      problems.addAll(ColumnUses.problems(config, manifest, plan.inputs()));
    }
    if (!problems.isEmpty()) {
      throw new UserException(problems);
    }
    return plan;
  }

  private static Map<Column, InputType> sorted(Map<Column, InputType> inputs) {
    return inputs.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(Column::name)))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }

  private static List<String> ignored(ModelConfig config, TrainingSetManifest manifest) {
    Set<String> fields =
        manifest.columns().stream()
            .filter(column -> column.role() == Role.ENTITY_ROW)
            .map(Column::name)
            .collect(Collectors.toSet());
    return config.drop().stream().map(Name::name).filter(fields::contains).toList();
  }

  private static List<String> applicant(
      ModelConfig config, TrainingSetManifest manifest, List<Problem> problems) {
    if (config.split().by() != SplitBy.APPLICANT) {
      return List.of();
    }
    List<String> named = config.split().applicant().stream().map(Name::name).toList();
    List<String> columns =
        named.isEmpty()
            ? manifest.columns().stream()
                .filter(column -> column.role() == Role.JOIN_KEY)
                .map(Column::name)
                .toList()
            : named;
    if (columns.isEmpty()) {
      problems.add(
          new Problem(
              config.label().where(),
              "The training set has no join keys to split by applicant;"
                  + " expected 'applicant: [COLUMN, …]' in 'split'."));
    }
    return columns;
  }

  private static List<Problem> unknownNames(ModelConfig config, TrainingSetManifest manifest) {
    List<String> known = manifest.columns().stream().map(Column::name).toList();
    return config
        .columns()
        .filter(name -> !known.contains(name.name()))
        .map(
            name ->
                new Problem(
                    name.where(),
                    "The training set has no column '"
                        + name.name()
                        + "'."
                        + DidYouMean.hint(name.name(), known)))
        .toList();
  }

  private static Optional<Problem> requireService(
      ModelConfig config, TrainingSetManifest manifest) {
    return config
        .featureService()
        .map(Name::name)
        .filter(service -> !service.equals(manifest.request().featureService()))
        .map(
            service ->
                new Problem(
                    config.featureService().orElseThrow().where(),
                    "The model wants the feature service '"
                        + service
                        + "'; the training set was made for "
                        + (manifest.request().featureService() == null
                            ? "single features."
                            : "'" + manifest.request().featureService() + "'.")));
  }

  private static Problem noInput(Column column) {
    return new Problem(
        "column " + column.name(),
        "Its type is "
            + column.type()
            + "; a tree takes numbers, booleans and texts. Under 'drop' it is left out.");
  }

  private static Optional<InputType> inputType(String catalogString) {
    return Optional.ofNullable(
        switch (catalogString.replaceFirst("\\(.*", "")) {
          case "tinyint", "smallint", "int" -> InputType.INT32;
          case "bigint" -> InputType.INT64;
          case "float" -> InputType.FLOAT;
          case "double", "decimal" -> InputType.DOUBLE;
          case "boolean" -> InputType.BOOL;
          case "string" -> InputType.STRING;
          default -> null;
        });
  }
}
