package dev.larder.training;

import dev.larder.model.Input;
import dev.larder.model.InputType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;

/** Turns rows into MLlib's vectors, by the encoders that the portable model has. */
final class InputEncoding {
  private InputEncoding() {}

  /** The encoders, with the categories that these rows have. */
  static List<Input> fit(ColumnPlan plan, Dataset<Row> trainRows) {
    Map<String, List<String>> categories = categories(plan, trainRows);
    List<Input> inputs = new ArrayList<>();
    plan.inputs()
        .forEach(
            (column, type) ->
                inputs.add(
                    type == InputType.STRING
                        ? Input.category(
                            column.name(), column.reference(), categories.get(column.name()))
                        : Input.number(column.name(), column.reference(), type)));
    return List.copyOf(inputs);
  }

  private static Map<String, List<String>> categories(ColumnPlan plan, Dataset<Row> trainRows) {
    List<String> texts =
        plan.inputs().entrySet().stream()
            .filter(e -> e.getValue() == InputType.STRING)
            .map(e -> e.getKey().name())
            .toList();
    Map<String, List<String>> categories = new LinkedHashMap<>();
    if (texts.isEmpty()) {
      return categories;
    }
    Column[] sets =
        texts.stream()
            .map(name -> functions.collect_set(trainRows.col(LabelledRows.INPUTS).getField(name)))
            .toArray(Column[]::new);
    Row found = trainRows.select(sets).first();
    for (int i = 0; i < sets.length; i++) {
      categories.put(texts.get(i), found.getList(i));
    }
    return categories;
  }

  /** The vectors of rows with {@link LabelledRows#INPUTS}. */
  static Column vector(List<Input> inputs) {
    UDF1<Row, Vector> encode = row -> Vectors.dense(Input.vector(inputs, row::get));
    return functions
        .udf(encode, SQLDataTypes.VectorType())
        .apply(functions.col(LabelledRows.INPUTS));
  }
}
