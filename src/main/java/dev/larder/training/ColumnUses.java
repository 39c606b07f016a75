package dev.larder.training;

import dev.larder.UserException.Problem;
import dev.larder.historical.TrainingSetManifest;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.model.InputType;
import dev.larder.training.config.ModelConfig;
import dev.larder.training.config.ModelConfig.Name;
import dev.larder.training.config.ModelConfig.SegmentColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Checks that columns have the types which the configuration's uses of them need. */
final class ColumnUses {
  private static final Set<String> NUMBERS =
      Set.of("tinyint", "smallint", "int", "bigint", "float", "double");

  private ColumnUses() {}

  /** The columns by which rows are grouped, each once. */
  static List<String> segments(ModelConfig config) {
    return grouping(config).map(column -> column.column().name()).distinct().toList();
  }

  private static Stream<SegmentColumn> grouping(ModelConfig config) {
    return Stream.concat(config.protectedColumns().stream(), config.segments().stream());
  }

  /** What is wrong; all names must be known. */
  static List<Problem> problems(
      ModelConfig config, TrainingSetManifest manifest, Map<Column, InputType> inputs) {
    Map<String, InputType> inputTypes = new HashMap<>();
    inputs.forEach((column, type) -> inputTypes.put(column.name(), type));
    Map<String, String> types = new HashMap<>();
    manifest.columns().forEach(column -> types.put(column.name(), column.type()));
    List<Problem> problems = new ArrayList<>();
    config.encodings().forEach(e -> encoding(e.column(), inputTypes, problems));
    config.reasons().keySet().stream()
        .filter(reason -> !inputTypes.containsKey(reason.name()))
        .forEach(
            reason ->
                problems.add(
                    new Problem(
                        reason.where(), "'" + reason.name() + "' is no input, so no reason.")));
    grouping(config).forEach(column -> segment(column, types, problems));
    return problems;
  }

  private static void encoding(Name column, Map<String, InputType> inputs, List<Problem> problems) {
    if (inputs.get(column.name()) != InputType.STRING) {
      problems.add(
          new Problem(
              column.where(),
              "'"
                  + column.name()
                  + "' is "
                  + (inputs.containsKey(column.name()) ? "no text" : "no input")
                  + "; expected an input of texts to encode."));
    }
  }

  private static void segment(
      SegmentColumn column, Map<String, String> types, List<Problem> problems) {
    String type = types.get(column.column().name());
    boolean number = NUMBERS.contains(type) || type.startsWith("decimal");
    String expected =
        number && column.cuts().isEmpty()
            ? "{column: " + column.column().name() + ", cuts: […]}, where new groups begin"
            : !number && !column.cuts().isEmpty()
                ? "no cuts"
                : !number && !type.equals("string") && !type.equals("boolean")
                    ? "numbers, texts or booleans"
                    : null;
    if (expected != null) {
      problems.add(
          new Problem(
              column.column().where(),
              "'" + column.column().name() + "' is " + type + "; expected " + expected + "."));
    }
  }
}
