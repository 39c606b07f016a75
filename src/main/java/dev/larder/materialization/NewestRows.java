package dev.larder.materialization;

import dev.larder.asof.AsOfTable;
import dev.larder.asof.NewestAsOf;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.offline.FeatureTable;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.TimeRange;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.HashSlot;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The newest row of each entity in a window, in the partition that writes to the entity's slot: one
 * exchange does both. Columns: the join keys {@code k0…}, {@code event_time} (microseconds), then
 * the features {@code f0…}, times among keys and features in seconds.
 *
 * @param rows planned; Spark reads when they are used
 * @param read counts the rows of the window, while they are read
 */
record NewestRows(Dataset<Row> rows, ReadTally read) {
  static NewestRows plan(
      OfflineStore store,
      MaterializationWindow window,
      EntityKeyEncoder encoder,
      SlotPlacement placement) {
    FeatureView view = window.view();
    TimeRange range = new TimeRange(window.start(), window.end());
    return plan(
        FeatureTable.readNewest(store, view, view.features(), range),
        encoder,
        placement,
        UnaryOperator.identity());
  }

  /**
   * The newest of a table's rows.
   *
   * @param changed what is made of the rows before the newest ones are found; they have the columns
   *     above and the created time, and no null among the join keys
   */
  static NewestRows plan(
      FeatureTable table,
      EntityKeyEncoder encoder,
      SlotPlacement placement,
      UnaryOperator<Dataset<Row>> changed) {
    ReadTally read = new ReadTally();
    Dataset<Row> keyed =
        table
            .rows()
            .where(read.counted(hasKey(table), table.rows().sparkSession()))
            .select(columns(table).toArray(Column[]::new));
    List<String> features = new ArrayList<>();
    for (int f = 0; f < table.features().size(); f++) {
      features.add(FeatureTable.feature(f));
    }
    Dataset<Row> newest =
        NewestAsOf.perKey(
            new AsOfTable(
                changed.apply(keyed),
                table.keys(),
                FeatureTable.EVENT_TIME,
                FeatureTable.CREATED_TIME,
                features),
            partition(table, encoder, placement),
            placement.partitions());
    return new NewestRows(newest.drop(FeatureTable.CREATED_TIME), read);
  }

  /** Whether no join key is null. */
  static Column hasKey(FeatureTable table) {
    return table.keys().stream()
        .map(key -> functions.col(key).isNotNull())
        .reduce(functions.lit(true), Column::and);
  }

  /** The join keys as {@link EntityKeyEncoder} takes them. */
  static List<Column> keyColumns(FeatureTable table) {
    List<Column> columns = new ArrayList<>();
    List<Field> joinKeys = table.view().entityColumns();
    for (int k = 0; k < joinKeys.size(); k++) {
      columns.add(stored(FeatureTable.key(k), joinKeys.get(k)));
    }
    return columns;
  }

  private static List<Column> columns(FeatureTable table) {
    List<Column> columns = keyColumns(table);
    columns.add(functions.col(FeatureTable.EVENT_TIME));
    columns.add(functions.col(FeatureTable.CREATED_TIME));
    for (int f = 0; f < table.features().size(); f++) {
      columns.add(stored(FeatureTable.feature(f), table.features().get(f)));
    }
    return columns;
  }

  /** What decides on a row's partition: the slot of its entity's key. */
  private static Column partition(
      FeatureTable table, EntityKeyEncoder encoder, SlotPlacement placement) {
    return ofKey(
        table.keys(),
        encoder,
        key -> placement.partitionValue(HashSlot.of(key)),
        DataTypes.IntegerType);
  }

  /** Something that a key in Redis says. */
  interface KeyFunction<T> extends Serializable {
    T of(byte[] key);
  }

  /** A column with what the key of each row's entity says. */
  static <T> Column ofKey(
      List<String> keys, EntityKeyEncoder encoder, KeyFunction<T> function, DataType type) {
    if (keys.isEmpty()) {
      return functions.lit(function.of(encoder.encode(new Object[0])));
    }
    UDF1<Object, T> ofValues =
        key ->
            function.of(encoder.encode(key instanceof Row row ? values(row) : new Object[] {key}));
    Column[] columns = keys.stream().map(functions::col).toArray(Column[]::new);
    return functions
        .udf(ofValues, type)
        .apply(columns.length == 1 ? columns[0] : functions.struct(columns));
  }

  /** All values of a row, as {@link EntityKeyEncoder} takes them. */
  static Object[] values(Row row) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return values;
  }

  /** A value as the online store holds it: times are seconds there. */
  private static Column stored(String name, Field field) {
    Column column = functions.col(name);
    Column stored =
        switch (field.valueType()) {
          case UNIX_TIMESTAMP -> functions.unix_seconds(column);
          case UNIX_TIMESTAMP_LIST -> functions.transform(column, functions::unix_seconds);
          default -> column;
        };
    return stored.as(name);
  }
}
