package dev.larder.asof;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import scala.collection.JavaConverters;
import scala.collection.mutable.ArrayBuffer;

/**
 * Newest row per (key, time slot) and newest row per key as operators of our own, which hash and
 * never sort the rows: the same results as {@link SqlAsOf}.
 */
public final class OperatorAsOf {
  /**
   * A setting of the session: the most memory that a task uses for slots and their rows before it
   * works part by part through files. Without it that is what Spark's memory manager grants.
   */
  static final String MAX_INDEX_BYTES = "spark.larder.asof.maxIndexBytes";

  private static final String TABLE_COLUMN = "__table_";

  private OperatorAsOf() {}

  /**
   * As {@link SqlAsOf#join}. Joins of one spine by the same key columns share one exchange of it,
   * and those with tables below Spark's limit for broadcasts need none.
   */
  public static Dataset<Row> join(Dataset<Row> spine, String spineTime, AsOfMatch match) {
    SparkSession spark = spine.sparkSession();
    AsOfStrategy.register(spark);
    Dataset<Row> table = table(match.table());
    LogicalPlan spinePlan = spine.queryExecution().analyzed();
    LogicalPlan tablePlan = table.queryExecution().analyzed();
    ArrayBuffer<Expression> spineColumns = new ArrayBuffer<>();
    match.spineKeys().forEach(key -> spineColumns.$plus$eq(attribute(spine, spinePlan, key)));
    checkKeys(spineColumns, tablePlan, match);
    spineColumns.$plus$eq(attribute(spine, spinePlan, spineTime));
    ArrayBuffer<Expression> tableColumns = new ArrayBuffer<>();
    JavaConverters.seqAsJavaList(tablePlan.output()).forEach(tableColumns::$plus$eq);
    SlotRule rule = new SlotRule(match.ttlMicros(), match.createdByThen(), maxIndexBytes(spark));
    Dataset<Row> joined =
        Dataset.ofRows(
            spark,
            new SlotJoin(spinePlan, tablePlan, spineColumns.toList(), tableColumns.toList(), rule));
    List<Attribute> attributes =
        JavaConverters.seqAsJavaList(joined.queryExecution().analyzed().output());
    Column[] result = attributes.stream().map(Column::new).toArray(Column[]::new);
    int outputs = match.outputs().size();
    for (int i = 0; i < outputs; i++) {
      int last = result.length - outputs + i;
      result[last] = result[last].as(match.outputs().get(i));
    }
    return joined.select(result);
  }

  /**
   * The columns that matter, in the order in which the operator knows them, under new names: so
   * they are columns of their own even where the table is read from the spine, or joined twice.
   */
  private static Dataset<Row> table(AsOfTable table) {
    List<String> names = new ArrayList<>(table.keys());
    names.add(table.eventTime());
    names.add(table.createdTime());
    names.addAll(table.values());
    Column[] columns = new Column[names.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = functions.col(names.get(i)).as(TABLE_COLUMN + i);
    }
    Column complete = functions.col(table.eventTime()).isNotNull();
    for (String key : table.keys()) {
      complete = complete.and(functions.col(key).isNotNull());
    }
    return table.rows().where(complete).select(columns);
  }

  /** As {@link SqlAsOf#newestPerKey}. */
  public static Dataset<Row> newestPerKey(AsOfTable table) {
    return newest(table, false);
  }

  /**
   * Of each key's rows in a partition only the newest, with the columns of {@link #newestPerKey}:
   * fewer rows to move. Where memory is short there may be more, always with the newest among them.
   */
  public static Dataset<Row> reducedPerPartition(AsOfTable table) {
    return newest(table, true);
  }

  private static Dataset<Row> newest(AsOfTable table, boolean perPartition) {
    SparkSession spark = table.rows().sparkSession();
    AsOfStrategy.register(spark);
    List<String> names = new ArrayList<>(table.keys());
    names.add(table.eventTime());
    names.add(table.createdTime());
    names.addAll(table.values());
    LogicalPlan plan =
        table
            .rows()
            .select(names.stream().map(functions::col).toArray(Column[]::new))
            .queryExecution()
            .analyzed();
    ArrayBuffer<Expression> keys = new ArrayBuffer<>();
    ArrayBuffer<Expression> age = new ArrayBuffer<>();
    for (Attribute column : JavaConverters.seqAsJavaList(plan.output())) {
      (keys.size() < table.keys().size() ? keys : age).$plus$eq(column);
    }
    NewestScope scope = new NewestScope(perPartition, maxIndexBytes(spark));
    return Dataset.ofRows(spark, new NewestPerKey(plan, keys.toList(), age.toList(), scope));
  }

  private static long maxIndexBytes(SparkSession spark) {
    return Long.parseLong(spark.conf().get(MAX_INDEX_BYTES, Long.toString(Long.MAX_VALUE)));
  }

  private static Attribute attribute(Dataset<Row> rows, LogicalPlan plan, String name) {
    return plan.output().apply(rows.schema().fieldIndex(name));
  }

  private static void checkKeys(
      ArrayBuffer<Expression> spineKeys, LogicalPlan table, AsOfMatch match) {
    for (int i = 0; i < spineKeys.size(); i++) {
      DataType spineType = spineKeys.apply(i).dataType();
      DataType tableType = table.output().apply(i).dataType();
      if (!spineType.sameType(tableType)) {
        throw new IllegalArgumentException(
            "Join key %s is %s in the spine and %s in the table."
                .formatted(
                    match.spineKeys().get(i),
                    spineType.catalogString(),
                    tableType.catalogString()));
      }
    }
  }
}
