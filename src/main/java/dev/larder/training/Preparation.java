package dev.larder.training;

import dev.larder.UserException;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.Role;
import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.training.config.ModelConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the train part says of the inputs, and nothing else: which of them never change, and how the
 * others become numbers.
 *
 * @param inputs with their encodings, in the order of the vector
 * @param folds the same for the train part's rows of each fold, from the labels of the other folds
 *     alone
 * @param constant the inputs that have one value in all rows, and so are none
 * @param ignored the fields of the loan that a request may have and the model makes no use of
 */
record Preparation(
    List<Input> inputs, List<List<Input>> folds, List<String> constant, List<String> ignored) {

  Preparation {
    // Views of lists would not go to executors.
    folds = List.copyOf(folds);
  }

  /**
   * Fits the encodings.
   *
   * @throws UserException where no input is left, or one cannot be encoded as is wanted
   */
  static Preparation fit(ModelConfig config, ColumnPlan plan, Dataset<Row> train) {
    boolean trees = config.candidates().get(0).isTree();
    Map<String, InputProfile> profiles = InputProfile.of(plan, train, !trees);
    List<String> constant =
        plan.inputNames().stream().filter(name -> profiles.get(name).constant()).toList();
    List<Column> changing =
        plan.inputs().keySet().stream().filter(c -> !constant.contains(c.name())).toList();
    if (changing.isEmpty()) {
      throw new UserException(
          config.label().where(),
          "No column is left to learn from: each has one value in all rows of the train part.");
    }
    Map<String, TextCounts> texts =
        TextCounts.of(
            changing.stream()
                .map(Column::name)
                .filter(name -> plan.type(name) == InputType.STRING)
                .toList(),
            train,
            TextCounts.fold(config.split().seed()));
    InputEncoder encoder = new InputEncoder(config, profiles, texts);
    List<List<Input>> inputs =
        IntStream.range(-1, TextCounts.FOLDS)
            .mapToObj(
                fold ->
                    changing.stream()
                        .map(column -> encoder.input(column, plan.type(column.name()), fold))
                        .toList())
            .toList();
    return new Preparation(
        inputs.get(0),
        inputs.subList(1, inputs.size()),
        constant,
        Stream.concat(plan.ignored().stream(), fields(plan).filter(constant::contains)).toList());
  }

  private static Stream<String> fields(ColumnPlan plan) {
    return plan.inputs().keySet().stream()
        .filter(column -> column.role() == Role.ENTITY_ROW)
        .map(Column::name);
  }
}
