package dev.larder.training;

import dev.larder.UserException;
import dev.larder.training.config.ModelConfig;
import dev.larder.training.evaluation.ScoredRows;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The rows that a model is trained and judged on.
 *
 * @param rows with the column {@link LabelledRows#SPLIT}
 * @param split what told them to the parts
 * @param immature how many rows are too young for their label to be known
 * @param between how many lie in the gap between two parts
 */
record Parts(Dataset<Row> rows, RowSplit split, long immature, long between) {
  /**
   * Leaves out what is immature and tells the rest to the parts.
   *
   * @throws UserException where a part lacks rows, or the train or validation part one of the
   *     labels
   */
  static Parts of(ModelConfig config, TrainingSet set, Dataset<Row> rows) {
    Duration matures = config.labelMaturesAfter();
    Dataset<Row> mature = matures.isZero() ? rows : mature(set, rows, matures);
    RowSplit split = RowSplit.of(config.split(), matures, mature);
    Dataset<Row> placed = mature.withColumn(ScoredRows.SPLIT, split.part());
    Map<String, Row> counts = new HashMap<>();
    placed
        .groupBy(ScoredRows.SPLIT)
        .agg(functions.count("*"), functions.countDistinct(ScoredRows.LABEL))
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row));
    requireBothLabels(set, counts);
    return new Parts(
        placed.where(placed.col(ScoredRows.SPLIT).isNotNull()),
        split,
        set.manifest().rows() - counts.values().stream().mapToLong(row -> row.getLong(1)).sum(),
        counts.containsKey(null) ? counts.get(null).getLong(1) : 0);
  }

  /** The rows of the train part. */
  static Dataset<Row> train(Dataset<Row> rows) {
    return rows.where(rows.col(ScoredRows.SPLIT).equalTo(ScoredRows.TRAIN));
  }

  /** The rows of the validation part. */
  static Dataset<Row> validation(Dataset<Row> rows) {
    return rows.where(rows.col(ScoredRows.SPLIT).equalTo(ScoredRows.VALIDATION));
  }

  private static Dataset<Row> mature(TrainingSet set, Dataset<Row> rows, Duration matures) {
    Row times =
        rows.agg(
                functions.min(ScoredRows.EVENT_TIMESTAMP),
                functions.max(ScoredRows.EVENT_TIMESTAMP))
            .first();
    Instant known = times.getTimestamp(1).toInstant().minus(matures);
    if (known.isBefore(times.getTimestamp(0).toInstant())) {
      throw new UserException(
          set.where(), "No row is old enough for its label to be known after " + matures + ".");
    }
    return rows.where(rows.col(ScoredRows.EVENT_TIMESTAMP).leq(known));
  }

  private static void requireBothLabels(TrainingSet set, Map<String, Row> counts) {
    for (String name : ScoredRows.PARTS) {
      if (!counts.containsKey(name)) {
        throw new UserException(
            set.where(), "The split leaves no rows for the part '" + name + "'.");
      } else if (counts.get(name).getLong(2) < 2 && !name.equals(ScoredRows.TEST)) {
        throw new UserException(
            set.where(),
            "All rows of the part '" + name + "' have the same label; it needs both 0 and 1.");
      }
    }
  }
}
