package dev.larder.asof;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

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
    boolean operator = OperatorProbe.passes(() -> OperatorProbe.run(spark));
    return operator ? byOperator(table, exchange) : bySql(table, exchange);
  }

  static Dataset<Row> byOperator(AsOfTable table, UnaryOperator<Dataset<Row>> exchange) {
    Dataset<Row> reduced = OperatorAsOf.reducedPerPartition(table);
    return OperatorAsOf.newestPerKey(moved(table, exchange.apply(reduced)));
  }

  static Dataset<Row> bySql(AsOfTable table, UnaryOperator<Dataset<Row>> exchange) {
    return SqlAsOf.newestPerKey(moved(table, exchange.apply(table.rows())));
  }

  private static AsOfTable moved(AsOfTable table, Dataset<Row> rows) {
    return new AsOfTable(
        rows, table.keys(), table.eventTime(), table.createdTime(), table.values());
  }
}
