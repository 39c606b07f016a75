package dev.larder.training;

import dev.larder.UserException;
import dev.larder.historical.TrainingSetManifest;
import dev.larder.training.config.ModelConfig;
import dev.larder.training.evaluation.ScoredRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;

/** The rows of a training set with {@link ScoredRows}' columns, as far as no model is needed. */
final class LabelledRows {
  /** Equal for the rows of one applicant; only for a split by it. */
  static final String APPLICANT = "applicant";

  private static final long ROWS_PER_PARTITION = 25_000;
  private static final int MOST_PARTITIONS = 10_000;

  private LabelledRows() {}

  /**
   * The rows, always in the same partitions and order, so that MLlib, which samples rows and adds
   * up numbers, finds the same model again.
   *
   * @throws UserException where the label's column holds no numbers
   */
  static Dataset<Row> of(ModelConfig config, TrainingSet set, ColumnPlan plan) {
    Dataset<Row> rows = set.rows();
    String label = config.label().name();
    requireNumber(config, rows.schema().apply(label).dataType());
    List<Column> columns = new ArrayList<>();
    config.rowId().ifPresent(id -> columns.add(quoted(rows, id.name()).as(ScoredRows.ROW_ID)));
    columns.add(
        quoted(rows, set.manifest().eventTimestamp())
            .cast("timestamp")
            .as(ScoredRows.EVENT_TIMESTAMP));
    columns.add(quoted(rows, label).cast(DataTypes.DoubleType).as(ScoredRows.LABEL));
    columns.add(struct(rows, plan.inputNames()).as(ScoredRows.INPUTS));
    if (!plan.segments().isEmpty()) {
      columns.add(struct(rows, plan.segments()).as(ScoredRows.SEGMENTS));
    }
    if (!plan.applicant().isEmpty()) {
      columns.add(
          functions
              .xxhash64(
                  plan.applicant().stream().map(name -> quoted(rows, name)).toArray(Column[]::new))
              .as(APPLICANT));
    }
    Dataset<Row> selected = ordered(rows.select(columns.toArray(Column[]::new)), set.manifest());
    return config.rowId().isPresent()
        ? selected
        : selected.withColumn(ScoredRows.ROW_ID, functions.monotonically_increasing_id());
  }

  private static Column struct(Dataset<Row> rows, List<String> names) {
    return functions.struct(
        names.stream().map(name -> quoted(rows, name).as(name)).toArray(Column[]::new));
  }

  private static Dataset<Row> ordered(Dataset<Row> rows, TrainingSetManifest manifest) {
    Column[] all = Arrays.stream(rows.columns()).map(rows::col).toArray(Column[]::new);
    return rows.repartition(partitions(manifest.rows()), all).sortWithinPartitions(all);
  }

  /** By the number of rows alone, not by that of cores. */
  static int partitions(long rows) {
    return (int) Math.min(MOST_PARTITIONS, rows / ROWS_PER_PARTITION + 1);
  }

  private static void requireNumber(ModelConfig config, DataType type) {
    if (!(type instanceof NumericType) && !type.equals(DataTypes.BooleanType)) {
      throw new UserException(
          config.label().where(),
          "The label '"
              + config.label().name()
              + "' is "
              + type.catalogString()
              + "; expected numbers that are 0 or 1.");
    }
  }

  /**
   * Checks all rows.
   *
   * @throws UserException where a label is not 0 or 1, all are the same, or a row has no time
   */
  static void check(ModelConfig config, TrainingSet set, Dataset<Row> rows) {
    Column label = rows.col(ScoredRows.LABEL);
    Column wrong = label.isNull().or(functions.not(label.isin(0.0, 1.0)));
    Row found =
        rows.agg(
                functions.count_if(wrong),
                functions.min(functions.when(wrong, label)),
                functions.countDistinct(label),
                functions.count_if(rows.col(ScoredRows.EVENT_TIMESTAMP).isNull()))
            .first();
    String name = "The label '" + config.label().name() + "' is ";
    if (found.getLong(0) > 0) {
      throw new UserException(
          config.label().where(),
          name + "neither 0 nor 1 in " + found.getLong(0) + " rows, such as " + found.get(1) + ".");
    } else if (found.getLong(2) < 2) {
      throw new UserException(
          config.label().where(), name + "the same in all rows; expected both 0 and 1.");
    } else if (found.getLong(3) > 0) {
      throw new UserException(
          set.where(),
          "Column '"
              + set.manifest().eventTimestamp()
              + "' is null in "
              + found.getLong(3)
              + " rows, which no split by time can place.");
    }
  }

  private static Column quoted(Dataset<Row> rows, String name) {
    return rows.col("`" + name.replace("`", "``") + "`");
  }
}
