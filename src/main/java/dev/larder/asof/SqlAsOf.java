package dev.larder.asof;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Newest row per (key, time slot), and newest row per key, in plain Spark SQL. <em>Newer</em> is
 * the same in both: event time, then created time with nulls first, then the values themselves from
 * left to right, so that two runs agree on ties.
 */
public final class SqlAsOf {
  private static final String NEWEST = "__newest";
  private static final String SLOT_KEY = "__slot_key_";
  private static final String SLOT_TIME = "__slot_time";

  private SqlAsOf() {}

  /** As {@link AsOfJoin#join}. */
  public static Dataset<Row> join(AsOfSpine spine, List<AsOfMatch> matches) {
    Dataset<Row> joined = spine.rows();
    for (AsOfMatch match : matches) {
      joined = join(joined, spine.time(), match);
    }
    return joined;
  }

  private static Dataset<Row> join(Dataset<Row> spine, String spineTime, AsOfMatch match) {
    Dataset<Row> winners = winners(slots(spine, spineTime, match), match);
    Column sameSlot = spine.col(spineTime).equalTo(winners.col(SLOT_TIME));
    for (int i = 0; i < match.spineKeys().size(); i++) {
      sameSlot =
          sameSlot.and(spine.col(match.spineKeys().get(i)).equalTo(winners.col(SLOT_KEY + i)));
    }
    Stream<Column> kept = Stream.of(spine.columns()).map(spine::col);
    List<Column> outputs = new ArrayList<>();
    for (int i = 0; i < match.outputs().size(); i++) {
      outputs.add(
          winners.col(NEWEST).getField(match.table().values().get(i)).as(match.outputs().get(i)));
    }
    return spine
        .join(winners, sameSlot, "left_outer")
        .select(Stream.concat(kept, outputs.stream()).toArray(Column[]::new));
  }

  /**
   * The newest row of each key, with the table's columns (keys, event time, created time, values).
   * Rows that are already together by some of the key's columns are not moved again.
   */
  public static Dataset<Row> newestPerKey(AsOfTable table) {
    Column[] keys = table.keys().stream().map(functions::col).toArray(Column[]::new);
    Column newest = functions.col(NEWEST);
    Stream<Column> columns =
        Stream.concat(
            Stream.of(keys),
            Stream.concat(
                    Stream.of(table.eventTime(), table.createdTime()), table.values().stream())
                .map(name -> newest.getField(name).as(name)));
    return table.rows().groupBy(keys).agg(newest(table)).select(columns.toArray(Column[]::new));
  }

  /** The spine's distinct keys and times, without those that cannot match. */
  private static Dataset<Row> slots(Dataset<Row> spine, String spineTime, AsOfMatch match) {
    List<Column> columns = new ArrayList<>();
    Column complete = spine.col(spineTime).isNotNull();
    for (String key : match.spineKeys()) {
      complete = complete.and(spine.col(key).isNotNull());
      columns.add(spine.col(key).as(SLOT_KEY + columns.size()));
    }
    columns.add(spine.col(spineTime).as(SLOT_TIME));
    return spine.where(complete).select(columns.toArray(Column[]::new)).distinct();
  }

  private static Dataset<Row> winners(Dataset<Row> slots, AsOfMatch match) {
    AsOfTable table = match.table();
    Column eventTime = functions.col(table.eventTime());
    Column slotTime = functions.col(SLOT_TIME);
    Column held = eventTime.leq(slotTime);
    if (match.createdByThen()) {
      held = held.and(functions.col(table.createdTime()).leq(slotTime));
    }
    List<Column> slot = new ArrayList<>();
    for (int i = 0; i < table.keys().size(); i++) {
      held = held.and(functions.col(SLOT_KEY + i).equalTo(functions.col(table.keys().get(i))));
      slot.add(functions.col(SLOT_KEY + i));
    }
    slot.add(slotTime);
    return slots.join(table.rows(), held).groupBy(slot.toArray(Column[]::new)).agg(newest(table));
  }

  /** The greatest of the rows as structs: structs compare field by field, nulls first. */
  private static Column newest(AsOfTable table) {
    Column[] fields =
        Stream.concat(Stream.of(table.eventTime(), table.createdTime()), table.values().stream())
            .distinct()
            .map(functions::col)
            .toArray(Column[]::new);
    return functions.max(functions.struct(fields)).as(NEWEST);
  }
}
