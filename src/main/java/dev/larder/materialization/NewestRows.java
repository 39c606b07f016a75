package dev.larder.materialization;

import dev.larder.asof.AsOfTable;
import dev.larder.asof.NewestAsOf;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.offline.FeatureTable;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.RowCounts;
import dev.larder.offline.TimeRange;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.HashSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * The newest row of each entity in a window, in the partition that writes to the entity's slot: one
 * exchange does both. Columns: {@code key} (the Redis key), {@code event_time} (microseconds), then
 * the features {@code f0…}, times among them in seconds.
 *
 * @param rows planned; Spark reads when they are used
 * @param observation counts what is read, while it is
 */
record NewestRows(Dataset<Row> rows, Observation observation) {
  private static final String PARTITION = "partition";
  private static final String KEY = "key";
  private static final String READ = "read";
  private static final String WITHOUT_KEY = "without_key";

  /** The rows of the window, and those of them that have a null among their join keys. */
  record Counts(long rows, long withoutKey) {}

  static NewestRows plan(
      OfflineStore store,
      MaterializationWindow window,
      FeatureStoreConfig config,
      SlotPlacement placement) {
    FeatureView view = window.view();
    FeatureTable table =
        FeatureTable.read(
            store, view, view.features(), new TimeRange(window.start(), window.end()));
    Column hasKey = functions.lit(true);
    for (String key : table.keys()) {
      hasKey = hasKey.and(functions.col(key).isNotNull());
    }
    Observation observation = new Observation();
    Dataset<Row> keyed =
        RowCounts.observe(
                table.rows(),
                observation,
                functions.count(functions.lit(1)).as(READ),
                functions.count_if(functions.not(hasKey)).as(WITHOUT_KEY))
            .where(hasKey)
            .select(columns(table, config).toArray(Column[]::new));
    Dataset<Row> unplaced =
        keyed.withColumn(PARTITION, partition(placement).apply(functions.col(KEY)));
    List<String> features = new ArrayList<>();
    for (int f = 0; f < table.features().size(); f++) {
      features.add(FeatureTable.feature(f));
    }
    Dataset<Row> newest =
        NewestAsOf.perKey(
            new AsOfTable(
                unplaced,
                List.of(PARTITION, KEY),
                FeatureTable.EVENT_TIME,
                FeatureTable.CREATED_TIME,
                features),
            rows -> rows.repartition(placement.partitions(), functions.col(PARTITION)));
    return new NewestRows(newest.drop(PARTITION, FeatureTable.CREATED_TIME), observation);
  }

  /** What was read, once the rows have been used. */
  Counts counts() {
    Map<String, Long> counts = RowCounts.of(observation);
    return new Counts(counts.get(READ), counts.get(WITHOUT_KEY));
  }

  private static List<Column> columns(FeatureTable table, FeatureStoreConfig config) {
    List<Column> columns = new ArrayList<>();
    columns.add(key(table, config).as(KEY));
    columns.add(functions.col(FeatureTable.EVENT_TIME));
    columns.add(functions.col(FeatureTable.CREATED_TIME));
    for (int f = 0; f < table.features().size(); f++) {
      String name = FeatureTable.feature(f);
      columns.add(stored(functions.col(name), table.features().get(f).valueType()).as(name));
    }
    return columns;
  }

  private static Column key(FeatureTable table, FeatureStoreConfig config) {
    List<Field> joinKeys = table.view().entityColumns();
    EntityKeyEncoder encoder =
        new EntityKeyEncoder(config.entityKeySerializationVersion(), config.project(), joinKeys);
    if (joinKeys.isEmpty()) {
      return functions.lit(encoder.encode(new Object[0]));
    }
    Column[] values = new Column[joinKeys.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = stored(functions.col(FeatureTable.key(k)), joinKeys.get(k).valueType());
    }
    UDF1<Row, byte[]> encode =
        row -> {
          Object[] parts = new Object[row.size()];
          for (int i = 0; i < parts.length; i++) {
            parts[i] = row.get(i);
          }
          return encoder.encode(parts);
        };
    return functions.udf(encode, DataTypes.BinaryType).apply(functions.struct(values));
  }

  private static UserDefinedFunction partition(SlotPlacement placement) {
    UDF1<byte[], Integer> partition = key -> placement.partitionValue(HashSlot.of(key));
    return functions.udf(partition, DataTypes.IntegerType);
  }

  /** A value as the online store holds it: times are seconds there. */
  private static Column stored(Column column, ValueType type) {
    return switch (type) {
      case UNIX_TIMESTAMP -> functions.unix_seconds(column);
      case UNIX_TIMESTAMP_LIST -> functions.transform(column, functions::unix_seconds);
      default -> column;
    };
  }
}
