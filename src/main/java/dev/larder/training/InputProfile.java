package dev.larder.training;

import dev.larder.model.InputType;
import dev.larder.training.evaluation.ScoredRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What the train part says of one input, found for all of them in one pass.
 *
 * @param constant whether all rows have the same value, or none has one
 * @param median of its numbers; 0 where there are none, and where nobody asked
 */
record InputProfile(boolean constant, double median) {
  /** What the values of a column of numbers are looked at in, so that a median is exact enough. */
  private static final int MEDIAN_ACCURACY = 10_000;

  /**
   * The profiles by the inputs' names.
   *
   * @param medians whether they are asked for
   */
  static Map<String, InputProfile> of(ColumnPlan plan, Dataset<Row> train, boolean medians) {
    List<Column> asked = new ArrayList<>(List.of(functions.count("*")));
    plan.inputs()
        .forEach(
            (column, type) -> {
              Column value = present(train, column.name(), type);
              asked.add(functions.count(value));
              asked.add(functions.min(value));
              asked.add(functions.max(value));
              asked.add(
                  medians && type != InputType.STRING
                      ? functions.percentile_approx(
                          value.cast("double"), functions.lit(0.5), functions.lit(MEDIAN_ACCURACY))
                      : functions.lit(null));
            });
    Row found =
        train.agg(asked.get(0), asked.subList(1, asked.size()).toArray(Column[]::new)).first();
    Map<String, InputProfile> profiles = new LinkedHashMap<>();
    int at = 1;
    for (String name : plan.inputNames()) {
      long rows = found.getLong(at);
      boolean same = Objects.equals(found.get(at + 1), found.get(at + 2));
      profiles.put(
          name,
          new InputProfile(
              rows == 0 || (rows == found.getLong(0) && same),
              found.isNullAt(at + 3) ? 0 : found.getDouble(at + 3)));
      at += 4;
    }
    return profiles;
  }

  /** An input's value; NaN is missing. */
  private static Column present(Dataset<Row> rows, String name, InputType type) {
    Column value = rows.col(ScoredRows.INPUTS).getField(name);
    return type == InputType.FLOAT || type == InputType.DOUBLE
        ? functions.when(functions.not(functions.isnan(value.cast("double"))), value)
        : value;
  }
}
