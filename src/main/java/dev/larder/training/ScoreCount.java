package dev.larder.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How many rows of a split got one probability. A tree gives few of them, so all that is asked of a
 * model's quality can be computed from their counts, exactly.
 *
 * @param positives those of the rows with label 1
 */
record ScoreCount(double probability, long rows, long positives) {
  static final String PROBABILITY = "probability";

  /** The counts of predictions, by the split's name, in the order of time. */
  static Map<String, List<ScoreCount>> bySplit(Dataset<Row> predictions) {
    Map<String, List<ScoreCount>> counts = new LinkedHashMap<>();
    TimeSplit.NAMES.forEach(name -> counts.put(name, new ArrayList<>()));
    predictions
        .groupBy(TimeSplit.COLUMN, PROBABILITY)
        .agg(functions.count("*"), functions.sum(LabelledRows.LABEL))
        .collectAsList()
        .forEach(
            row ->
                counts
                    .get(row.getString(0))
                    .add(new ScoreCount(row.getDouble(1), row.getLong(2), row.getLong(3))));
    return counts;
  }
}
