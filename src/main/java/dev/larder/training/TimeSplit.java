package dev.larder.training;

import dev.larder.UserException;
import dev.larder.training.ModelConfig.Split;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The split of rows by their times, so that a model is judged on loans later than those it learned
 * from. Rows of one time stay together.
 *
 * @param trainEnd the last time of the train split
 * @param validationEnd the last time of the validation split; what is later is the test split
 */
record TimeSplit(Instant trainEnd, Instant validationEnd) {
  /** The column with the name of a row's split. */
  static final String COLUMN = "split";

  static final String TRAIN = "train";
  static final String VALIDATION = "validation";
  static final String TEST = "test";

  /** The splits in the order of time. */
  static final List<String> NAMES = List.of(TRAIN, VALIDATION, TEST);

  private static final String MICROS = "unix_micros(" + LabelledRows.EVENT_TIMESTAMP + ")";

  /** The times up to which the wanted parts of the rows lie. */
  static TimeSplit of(Dataset<Row> rows, Split split) {
    Row ends =
        rows.agg(percentile(split.train()), percentile(split.train() + split.validation())).first();
    return new TimeSplit(instant(ends.getDouble(0)), instant(ends.getDouble(1)));
  }

  /** The name of each row's split. */
  Column name() {
    Column time = functions.col(LabelledRows.EVENT_TIMESTAMP);
    return functions
        .when(time.leq(trainEnd), TRAIN)
        .when(time.leq(validationEnd), VALIDATION)
        .otherwise(TEST);
  }

  /**
   * Checks that the train and the validation split can be learned from, and that none is empty.
   *
   * @throws UserException where a split lacks rows, or one of the labels
   */
  static void requireBothLabels(Dataset<Row> rows, TrainingSet set) {
    Map<String, Long> labels = new HashMap<>();
    rows.groupBy(COLUMN)
        .agg(functions.countDistinct(LabelledRows.LABEL))
        .collectAsList()
        .forEach(row -> labels.put(row.getString(0), row.getLong(1)));
    for (String name : NAMES) {
      long found = labels.getOrDefault(name, 0L);
      if (found == 0) {
        throw new UserException(
            set.where(), "The split by time leaves no rows for '" + name + "': too few times.");
      } else if (found == 1 && !name.equals(TEST)) {
        throw new UserException(
            set.where(),
            "All rows of the split '" + name + "' have the same label; it needs both 0 and 1.");
      }
    }
  }

  private static Column percentile(double part) {
    return functions.expr("percentile_disc(" + part + ") WITHIN GROUP (ORDER BY " + MICROS + ")");
  }

  /** Microseconds of our days are whole as doubles: they stay below 2^53 until the year 2255. */
  private static Instant instant(double micros) {
    return Instant.EPOCH.plus((long) micros, ChronoUnit.MICROS);
  }
}
