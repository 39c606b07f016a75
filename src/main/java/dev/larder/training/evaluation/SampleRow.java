package dev.larder.training.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import dev.larder.model.Encoding;
import dev.larder.model.Input;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A row of a part, small enough a share of which is here for what needs rows again and again.
 *
 * @param values of the inputs, by their names; null where missing, NaN too
 */
record SampleRow(Map<String, Object> values, int label, double probability) {
  /**
   * All rows of a part, or where there are more than the limit those whose ids have the least
   * hashes: the same ones each time.
   */
  static List<SampleRow> of(Dataset<Row> rows, String part, List<Input> inputs, int limit) {
    return rows
        .where(col(ScoredRows.SPLIT).equalTo(part))
        .orderBy(xxhash64(col(ScoredRows.ROW_ID)), col(ScoredRows.ROW_ID))
        .select(
            col(ScoredRows.INPUTS), col(ScoredRows.LABEL).cast("int"), col(ScoredRows.PROBABILITY))
        .limit(limit)
        .collectAsList()
        .stream()
        .map(
            row -> new SampleRow(values(row.getStruct(0), inputs), row.getInt(1), row.getDouble(2)))
        .toList();
  }

  private static Map<String, Object> values(Row row, List<Input> inputs) {
    Map<String, Object> values = new HashMap<>();
    for (Input input : inputs) {
      values.put(input.name(), present(row.getAs(input.name())));
    }
    return values;
  }

  /** NaN is missing, as the model sees it. */
  static Object present(Object value) {
    return Encoding.isMissing(value) ? null : value;
  }
}
