package dev.larder.asof;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.functions;

/** The newest row of each key, where the exchange that brings keys together is the caller's. */
public final class NewestAsOf {
  private NewestAsOf() {}

  /**
   * The newest row of each key, with the table's columns (keys, event time, created time, values).
   * By operators that reduce the rows before the exchange and again after it, or by plain SQL after
   * it, with a line in the log, where this Spark lacks something that the operators need.
   *
   * @param exchange moves rows, so that those with equal keys are in one partition
   */
  public static Dataset<Row> perKey(AsOfTable table, UnaryOperator<Dataset<Row>> exchange) {
    SparkSession spark = table.rows().sparkSession();
    boolean operator = OperatorProbe.passes(spark);
    return operator ? byOperator(table, exchange) : bySql(table, exchange);
  }

  static Dataset<Row> byOperator(AsOfTable table, UnaryOperator<Dataset<Row>> exchange) {
    Dataset<Row> reduced = newest(table, true);
    return newest(moved(table, exchange.apply(reduced)), false);
  }

  static Dataset<Row> bySql(AsOfTable table, UnaryOperator<Dataset<Row>> exchange) {
    return SqlAsOf.newestPerKey(moved(table, exchange.apply(table.rows())));
  }

  private static AsOfTable moved(AsOfTable table, Dataset<Row> rows) {
    return new AsOfTable(
        rows, table.keys(), table.eventTime(), table.createdTime(), table.values());
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
