package dev.larder.historical;

import dev.larder.feature.Field;
import dev.larder.historical.TrainingSetSample.SampleRow;
import dev.larder.offline.FeatureTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the rows of a feature table that have the keys of given entity rows, of whatever time, by a
 * plain equi-join: nothing of the point-in-time join is used.
 */
final class CandidateRows {
  /** How many candidates are kept of those that a row may see, and as many of the others. */
  private static final int LIMIT = 20;

  private static final String ROW = "row";
  private static final String ROW_TIME = "row_time";
  private static final String ROW_KEY = "row_key_";
  private static final String SEEN = "seen";
  private static final String PLACE = "place";
  private static final String ALL = "all";
  private static final String FEATURES = "features";

  private static final Comparator<Candidate> NEWEST_FIRST =
      Comparator.comparing(Candidate::eventTime)
          .thenComparing(
              Candidate::createdTime, Comparator.nullsFirst(Comparator.<Long>naturalOrder()))
          .reversed()
          .thenComparing(Candidate::place);

  private final FeatureTable table;
  private final boolean createdByThen;

  /**
   * A feature row.
   *
   * @param eventTime in microseconds since the epoch
   * @param createdTime likewise; null where it has none
   * @param place among rows with the same times: greater values come first
   */
  record Candidate(long eventTime, Long createdTime, int place, Row features) {}

  /**
   * The feature rows with one row's keys.
   *
   * @param newestFirst by event time, created time (none last) and values; the nearest to the row's
   *     time where there are very many, of those that it may see as well as of the others
   * @param left how many were left out
   */
  record Found(List<Candidate> newestFirst, long left) {}

  /**
   * @param createdByThen whether a row may see only what was created by then
   */
  CandidateRows(FeatureTable table, boolean createdByThen) {
    this.table = table;
    this.createdByThen = createdByThen;
  }

  /**
   * The candidates of each row, in the order of the rows.
   *
   * @param p the projection whose keys to take
   */
  List<Found> of(List<SampleRow> rows, int p) {
    Map<Integer, List<Row>> byRow = new HashMap<>();
    for (Row row : nearest(asked(rows, p)).collectAsList()) {
      byRow.computeIfAbsent(row.getAs(ROW), r -> new ArrayList<>()).add(row);
    }
    return IntStream.range(0, rows.size())
        .mapToObj(i -> found(byRow.getOrDefault(i, List.of())))
        .toList();
  }

  private static Found found(List<Row> rows) {
    List<Candidate> candidates =
        rows.stream()
            .map(
                row ->
                    new Candidate(
                        row.<Long>getAs(FeatureTable.EVENT_TIME),
                        row.getAs(FeatureTable.CREATED_TIME),
                        row.<Integer>getAs(PLACE),
                        row.getAs(FEATURES)))
            .sorted(NEWEST_FIRST)
            .toList();
    long left =
        rows.stream()
            .filter(row -> row.<Integer>getAs(PLACE) == 1)
            .mapToLong(row -> Math.max(0, row.<Long>getAs(ALL) - LIMIT))
            .sum();
    return new Found(candidates, left);
  }

  /** The rows that can have candidates: with their place, time and keys. */
  private Dataset<Row> asked(List<SampleRow> rows, int p) {
    StructType schema =
        new StructType().add(ROW, DataTypes.IntegerType).add(ROW_TIME, DataTypes.LongType);
    for (Field key : table.view().entityColumns()) {
      schema = schema.add(ROW_KEY + (schema.size() - 2), FeatureTable.sparkType(key.valueType()));
    }
    List<Row> asked = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      List<Object> values = new ArrayList<>();
      values.add(i);
      values.add(rows.get(i).time());
      Row keys = rows.get(i).keys().get(p);
      for (int k = 0; k < keys.size(); k++) {
        values.add(keys.get(k));
      }
      if (values.stream().allMatch(Objects::nonNull)) {
        asked.add(RowFactory.create(values.toArray()));
      }
    }
    return table.rows().sparkSession().createDataFrame(asked, schema);
  }

  private Dataset<Row> nearest(Dataset<Row> asked) {
    Column same = functions.lit(true);
    for (int k = 0; k < table.keys().size(); k++) {
      same = same.and(functions.col(ROW_KEY + k).equalTo(functions.col(FeatureTable.key(k))));
    }
    Column eventTime = functions.col(FeatureTable.EVENT_TIME);
    Column createdTime = functions.col(FeatureTable.CREATED_TIME);
    Column rowTime = functions.col(ROW_TIME);
    Column seen = eventTime.leq(rowTime);
    if (createdByThen) {
      seen = seen.and(functions.coalesce(createdTime.leq(rowTime), functions.lit(false)));
    }
    List<Column> features = new ArrayList<>();
    List<Column> order = new ArrayList<>();
    order.add(functions.abs(eventTime.minus(rowTime)));
    order.add(createdTime.desc_nulls_last());
    for (int f = 0; f < table.features().size(); f++) {
      features.add(functions.col(FeatureTable.feature(f)));
      order.add(functions.col(FeatureTable.feature(f)).desc_nulls_last());
    }
    WindowSpec side = Window.partitionBy(ROW, SEEN);
    Column place = functions.row_number().over(side.orderBy(order.toArray(Column[]::new)));
    return table
        .rows()
        .join(functions.broadcast(asked), same)
        .withColumn(SEEN, seen)
        .select(
            functions.col(ROW),
            eventTime,
            createdTime,
            functions.struct(features.toArray(Column[]::new)).as(FEATURES),
            place.as(PLACE),
            functions.count(functions.lit(1)).over(side).as(ALL))
        .where(functions.col(PLACE).leq(LIMIT));
  }
}
