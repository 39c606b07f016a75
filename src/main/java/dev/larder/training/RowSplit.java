package dev.larder.training;

import dev.larder.training.config.ModelConfig.Split;
import dev.larder.training.config.ModelConfig.SplitBy;
import dev.larder.training.evaluation.ScoredRows;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** By what each row is told to a part. */
sealed interface RowSplit permits TimeSplit, HashSplit {

  /** The name of a row's part; null where it lies between two of them. */
  Column part();

  /** What the model file says of it. */
  Map<String, String> description();

  /** The split of rows that have {@link LabelledRows}' columns. */
  static RowSplit of(Split split, Duration gap, Dataset<Row> rows) {
    return split.by() == SplitBy.TIME
        ? TimeSplit.of(rows, split, gap)
        : new HashSplit(
            split, split.by() == SplitBy.RANDOM ? ScoredRows.ROW_ID : LabelledRows.APPLICANT);
  }
}
