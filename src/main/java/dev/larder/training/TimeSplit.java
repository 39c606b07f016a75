package dev.larder.training;

import dev.larder.training.config.ModelConfig.Split;
import dev.larder.training.evaluation.ScoredRows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The split of rows by their times, so that a model is judged on loans later than those it learned
 * from. Rows of one time stay together.
 *
 * @param trainEnd the last time of the train part
 * @param validationEnd the last time of the validation part; what is later is the test part
 * @param gap how much later than the one before a part begins, since labels were not known earlier
 */
record TimeSplit(Instant trainEnd, Instant validationEnd, Duration gap) implements RowSplit {
  private static final String MICROS = "unix_micros(" + ScoredRows.EVENT_TIMESTAMP + ")";

  /** The times up to which the wanted shares of the rows lie. */
  static TimeSplit of(Dataset<Row> rows, Split split, Duration gap) {
    Row ends =
        rows.agg(percentile(split.train()), percentile(split.train() + split.validation())).first();
    return new TimeSplit(instant(ends.getDouble(0)), instant(ends.getDouble(1)), gap);
  }

  @Override
  public Column part() {
    Column time = functions.col(ScoredRows.EVENT_TIMESTAMP);
    Column none = functions.lit(null).cast("string");
    return functions
        .when(time.leq(trainEnd), ScoredRows.TRAIN)
        .when(time.leq(trainEnd.plus(gap)), none)
        .when(time.leq(validationEnd), ScoredRows.VALIDATION)
        .when(time.leq(validationEnd.plus(gap)), none)
        .otherwise(ScoredRows.TEST);
  }

  @Override
  public Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("split_by", "time");
    description.put("train_end", trainEnd.toString());
    description.put("validation_end", validationEnd.toString());
    if (!gap.isZero()) {
      description.put("gap", gap.toString());
    }
    return description;
  }

  private static Column percentile(double part) {
    return functions.expr("percentile_disc(" + part + ") WITHIN GROUP (ORDER BY " + MICROS + ")");
  }

  /** Microseconds of our days are whole as doubles: they stay below 2^53 until the year 2255. */
  private static Instant instant(double micros) {
    return Instant.EPOCH.plus((long) micros, ChronoUnit.MICROS);
  }
}
