package dev.larder.asof;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.functions;

/** The newest row of each key, in the partition that the caller wants it in. */
public final class NewestAsOf {
  /** No name of a table's column. */
  private static final String PARTITION = "larder_partition";

  private NewestAsOf() {}

  /**
   * The newest row of each key, with the table's columns (keys, event time, created time, values).
   * By operators that reduce the rows before the one exchange and again after it, or by plain SQL
   * after it, with a line in the log, where this Spark lacks something that the operators need.
   *
   * @param partition a number, the same for equal keys; Spark's hash of it says which partition a
   *     row goes to
   */
  public static Dataset<Row> perKey(AsOfTable table, Column partition, int partitions) {
    SparkSession spark = table.rows().sparkSession();
    return OperatorProbe.passes(spark)
        ? byOperator(table, partition, partitions)
        : bySql(table, partition, partitions);
  }

  static Dataset<Row> byOperator(AsOfTable table, Column partition, int partitions) {
    return newest(moved(table, newest(table, true), partition, partitions), false).drop(PARTITION);
  }

  static Dataset<Row> bySql(AsOfTable table, Column partition, int partitions) {
    return SqlAsOf.newestPerKey(moved(table, table.rows(), partition, partitions)).drop(PARTITION);
  }

  /** The partition belongs to the key, so that Spark knows that it needs no other exchange. */
  private static AsOfTable moved(
      AsOfTable table, Dataset<Row> rows, Column partition, int partitions) {
    List<String> keys = new ArrayList<>(List.of(PARTITION));
    keys.addAll(table.keys());
    return new AsOfTable(
        rows.withColumn(PARTITION, partition).repartition(partitions, functions.col(PARTITION)),
        keys,
        table.eventTime(),
        table.createdTime(),
        table.values());
  }

  /**
   * The newest row of each key, or of each key's rows in a partition.
   *
   * @param perPartition only to have fewer rows: where memory is short there may be more, always
   *     with the newest among them
   */
  static Dataset<Row> newest(AsOfTable table, boolean perPartition) {
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
    List<Attribute> columns = Scala.list(plan.output());
    int keys = table.keys().size();
    return Dataset.ofRows(
        spark,
        new NewestPerKey(
            plan,
            Scala.seq(columns.subList(0, keys)),
            Scala.seq(columns.subList(keys, columns.size())),
            new NewestScope(perPartition, AsOfSettings.of(spark).maxIndexBytes())));
  }
}
