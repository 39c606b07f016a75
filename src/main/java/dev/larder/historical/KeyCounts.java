package dev.larder.historical;

import dev.larder.historical.DryRun.HeavyHitter;
import dev.larder.offline.FeatureTable;
import dev.larder.offline.RowCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;

/** Rows counted by their keys, as one query that moves each of them once. */
final class KeyCounts {
  private static final int MOST_FREQUENT = 3;

  private static final String TIME = FeatureTable.EVENT_TIME;
  private static final String CREATED = FeatureTable.CREATED_TIME;

  private static final String ROWS = "rows";
  private static final String DUPLICATES = "duplicates";
  private static final String TIED = "tied";
  private static final String OTHERS = "others";

  private final Dataset<Row> perKey;
  private final List<String> keys;

  /**
   * What was counted.
   *
   * @param duplicates rows beyond the first of each key and event time
   * @param tied rows beyond the first of each key, event time and created time
   * @param others rows of the other table whose key is among these
   * @param heavyHitters at most {@value #MOST_FREQUENT}, the most frequent first; none without keys
   */
  record Totals(
      long rows, long duplicates, long tied, long others, List<HeavyHitter> heavyHitters) {
    Totals {
      heavyHitters = List.copyOf(heavyHitters);
    }
  }

  private KeyCounts(Dataset<Row> perKey, List<String> keys) {
    this.perKey = perKey;
    this.keys = keys;
  }

  /**
   * Plans the counting.
   *
   * @param rows with the columns of a {@link FeatureTable}, and neither key nor event time null
   */
  static KeyCounts of(Dataset<Row> rows, List<String> keys) {
    WindowSpec sameKey =
        Window.partitionBy(columns(keys)).orderBy(functions.col(TIME), functions.col(CREATED));
    Column sameTime = functions.col(TIME).equalTo(functions.lag(TIME, 1).over(sameKey));
    Column sameCreated = functions.col(CREATED).eqNullSafe(functions.lag(CREATED, 1).over(sameKey));
    Dataset<Row> perKey =
        rows.withColumn(DUPLICATES, sameTime)
            .withColumn(TIED, sameTime.and(sameCreated))
            .groupBy(columns(keys))
            .agg(
                functions.count(functions.lit(1)).as(ROWS),
                functions.count_if(functions.col(DUPLICATES)).as(DUPLICATES),
                functions.count_if(functions.col(TIED)).as(TIED));
    return new KeyCounts(perKey.withColumn(OTHERS, functions.lit(0L)), keys);
  }

  /** These, with the other table's rows of the same keys as the others. */
  KeyCounts matchedWith(KeyCounts other) {
    Dataset<Row> others =
        other.perKey.withColumn(OTHERS, functions.col(ROWS)).select(columns(keys, OTHERS));
    return new KeyCounts(
        perKey.drop(OTHERS).join(others, JavaConverters.asScalaBuffer(keys).toList(), "left_outer"),
        keys);
  }

  /**
   * Counts.
   *
   * @param shown the text for a key, given a row that begins with it
   */
  Totals totals(Function<Row, String> shown) {
    List<Column> order = new ArrayList<>(List.of(functions.col(ROWS).desc()));
    keys.forEach(key -> order.add(functions.col(key)));
    Observation observation = new Observation();
    List<Row> first =
        RowCounts.observe(
                perKey,
                observation,
                sum(functions.col(ROWS)).as(ROWS),
                sum(functions.col(DUPLICATES)).as(DUPLICATES),
                sum(functions.col(TIED)).as(TIED),
                // Without keys there is one row, also of no rows.
                sum(functions.when(functions.col(ROWS).gt(0), functions.col(OTHERS))).as(OTHERS))
            .orderBy(order.toArray(Column[]::new))
            .limit(MOST_FREQUENT)
            .collectAsList();
    Map<String, Long> totals = RowCounts.of(observation);
    List<HeavyHitter> heavyHitters = new ArrayList<>();
    if (!keys.isEmpty()) {
      for (Row row : first) {
        long rows = row.<Long>getAs(ROWS);
        heavyHitters.add(new HeavyHitter(shown.apply(row), rows, (double) rows / totals.get(ROWS)));
      }
    }
    return new Totals(
        totals.get(ROWS),
        totals.get(DUPLICATES),
        totals.get(TIED),
        totals.get(OTHERS),
        heavyHitters);
  }

  private static Column sum(Column column) {
    return functions.coalesce(functions.sum(column), functions.lit(0L));
  }

  private static Column[] columns(List<String> keys, String... more) {
    List<String> names = new ArrayList<>(keys);
    names.addAll(List.of(more));
    return names.stream().map(functions::col).toArray(Column[]::new);
  }
}
