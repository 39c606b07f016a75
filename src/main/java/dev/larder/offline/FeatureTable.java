package dev.larder.offline;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A view's rows as every job reads them: only the columns and event times that are asked for, in
 * the declared types. The columns have names of their own, in this order, so that no name of a
 * user's can break a query: the join keys {@code k0…} in the view's order, {@link #EVENT_TIME} and
 * {@link #CREATED_TIME} in microseconds since the epoch (the latter null where the source has
 * none), and the features {@code f0…} in the order asked for.
 */
public record FeatureTable(Dataset<Row> rows, FeatureView view, List<Field> features) {
  public static final String EVENT_TIME = "event_time";
  public static final String CREATED_TIME = "created_time";

  /** The name of the i-th join key's column. */
  public static String key(int i) {
    return "k" + i;
  }

  /** The name of the i-th feature's column. */
  public static String feature(int i) {
    return "f" + i;
  }

  public FeatureTable {
    features = List.copyOf(features);
  }

  /**
   * Plans the reading; Spark reads when the result is used.
   *
   * @param range event times to read, both ends included
   * @throws UserException where the source is missing, lacks a column, or has one of a type that
   *     cannot be the declared one; the reading fails with one for a text that is no time
   */
  public static FeatureTable read(
      OfflineStore store, FeatureView view, List<Field> features, TimeRange range) {
    return read(store, view, features, range, false, existing(range));
  }

  /**
   * As {@link #read}, where only the newest row of each entity matters: a store may leave out
   * others.
   */
  public static FeatureTable readNewest(
      OfflineStore store, FeatureView view, List<Field> features, TimeRange range) {
    return read(store, view, features, range, true, existing(range));
  }

  /**
   * A row without event time can never be chosen; the range's comparisons drop it only where the
   * range has an end.
   */
  private static UnaryOperator<Column> existing(TimeRange range) {
    return time -> range.contains(time).and(time.isNotNull());
  }

  /**
   * As {@link #read}, but with all rows that the store loads for the range: also those without
   * event time, and those beyond the range that it had no means to leave out.
   */
  public static FeatureTable readAll(
      OfflineStore store, FeatureView view, List<Field> features, TimeRange range) {
    return read(store, view, features, range, false, time -> functions.lit(true));
  }

  private static FeatureTable read(
      OfflineStore store,
      FeatureView view,
      List<Field> features,
      TimeRange range,
      boolean newest,
      UnaryOperator<Column> wanted) {
    DataSource source = view.requireSupported(features).source();
    String where = "feature view " + view.name();
    SourceTable table = store.open(source);
    SourceColumns columns = new SourceColumns(source, table.schema(), where);
    Column eventTime = timestamp(columns, source.timestampField(), where);

    List<Column> selected = new ArrayList<>();
    for (Field key : view.entityColumns()) {
      Column column = columns.column(key.name());
      selected.add(
          asJoinKey(column, columns.type(key.name()), key, where).as(key(selected.size())));
    }
    selected.add(functions.unix_micros(eventTime).as(EVENT_TIME));
    selected.add(
        (source.hasCreatedTimestamp()
                ? functions.unix_micros(timestamp(columns, source.createdTimestampColumn(), where))
                : functions.lit(null).cast("bigint"))
            .as(CREATED_TIME));
    for (int i = 0; i < features.size(); i++) {
      selected.add(coerced(columns, features.get(i), where).as(feature(i)));
    }
    // Only now, when nothing can be wrong with the columns any more: it may take long.
    Dataset<Row> loaded = table.rows(query(columns, view, features, range, newest));
    Dataset<Row> rows =
        loaded.where(wanted.apply(eventTime)).select(selected.toArray(Column[]::new));
    return new FeatureTable(rows, view, features);
  }

  private static SourceQuery query(
      SourceColumns columns,
      FeatureView view,
      List<Field> features,
      TimeRange range,
      boolean newest) {
    DataSource source = view.source();
    List<String> keys =
        view.entityColumns().stream().map(Field::name).map(columns::existing).toList();
    Set<String> names = new LinkedHashSet<>(keys);
    names.add(columns.existing(source.timestampField()));
    if (source.hasCreatedTimestamp()) {
      names.add(columns.existing(source.createdTimestampColumn()));
    }
    features.forEach(feature -> names.add(columns.existing(feature.name())));
    return new SourceQuery(List.copyOf(names), range, newest ? keys : null);
  }

  /** The names of the join key columns. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < view.entityColumns().size(); i++) {
      keys.add(key(i));
    }
    return keys;
  }

  /** A column of entity rows as a join key: in the type that the view declares for it. */
  public static Column asJoinKey(Column column, DataType type, Field key, String where) {
    return Coercion.ofJoinKey(where, key.name()).coerce(column, type, key.valueType());
  }

  /** Spark's type for values of a declared type. */
  public static DataType sparkType(ValueType type) {
    return Coercion.sparkType(type);
  }

  private static Column coerced(SourceColumns columns, Field field, String where) {
    return Coercion.ofFeature(where, field.name())
        .coerce(columns.column(field.name()), columns.type(field.name()), field.valueType());
  }

  /** A column of times as timestamps: as it is where it is one, so that readers can skip by it. */
  private static Column timestamp(SourceColumns columns, String name, String where) {
    DataType type = columns.type(name);
    Column column = columns.column(name);
    if (type instanceof TimestampType) {
      return column;
    }
    if (type instanceof TimestampNTZType || type instanceof DateType) {
      return column.cast("timestamp");
    }
    if (type instanceof StringType) {
      return TimestampTexts.required(column, where, columns.described(name));
    }
    throw new UserException(
        where,
        "Column '"
            + name
            + "' is "
            + type.catalogString()
            + " in the source; expected a timestamp, a date, or text in ISO 8601.");
  }
}
