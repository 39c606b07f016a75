package dev.larder.training;

import dev.larder.model.Input;
import dev.larder.training.evaluation.ScoredRows;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Turns rows into MLlib's vectors, by the encodings that the portable model has. */
final class InputVectors {
  static final String FEATURES = "features";

  private static final int NO_FOLD = -1;

  private InputVectors() {}

  /** The rows with {@link #FEATURES}, as the model sees them. */
  static Dataset<Row> of(Dataset<Row> rows, List<Input> inputs) {
    return encoded(rows, inputs, List.of(), functions.lit(NO_FOLD));
  }

  /** The same for training: a row of the train part is encoded without what it says itself. */
  static Dataset<Row> forTraining(Dataset<Row> rows, Preparation preparation, long seed) {
    Column isTrain = rows.col(ScoredRows.SPLIT).equalTo(ScoredRows.TRAIN);
    return encoded(
        rows,
        preparation.inputs(),
        preparation.folds(),
        functions.when(isTrain, TextCounts.fold(seed)).otherwise(NO_FOLD).cast("int"));
  }

  private static Dataset<Row> encoded(
      Dataset<Row> rows, List<Input> inputs, List<List<Input>> folds, Column fold) {
    StructType fields = (StructType) rows.schema().apply(ScoredRows.INPUTS).dataType();
    int[] positions = inputs.stream().mapToInt(i -> fields.fieldIndex(i.name())).toArray();
    UDF2<Row, Integer, Vector> encode =
        (row, number) ->
            Vectors.dense(
                Input.vector(
                    number == NO_FOLD ? inputs : folds.get(number), i -> row.get(positions[i])));
    return rows.withColumn(
        FEATURES,
        functions.udf(encode, SQLDataTypes.VectorType()).apply(rows.col(ScoredRows.INPUTS), fold));
  }
}
