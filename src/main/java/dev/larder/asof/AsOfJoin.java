package dev.larder.asof;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Extends a spine by what held at the time of each of its rows. */
@FunctionalInterface
public interface AsOfJoin {
  /**
   * Each spine row, once, with the values that held at its time: for each match, of the table's
   * rows with equal keys whose event time is not after it, the newest, of whatever age. Nulls where
   * there is none, and where a key or the time is null.
   *
   * @param spine the rows to extend; all their columns are kept, in their order
   * @param matches whose outputs follow, in this order
   */
  Dataset<Row> join(AsOfSpine spine, List<AsOfMatch> matches);

  /**
   * The join of a kind; plain SQL, with a line in the log, where this Spark lacks something that
   * the operator needs.
   */
  static AsOfJoin of(AsOf kind, SparkSession spark) {
    return kind == AsOf.OPERATOR && OperatorProbe.passes(spark)
        ? OperatorAsOf::join
        : SqlAsOf::join;
  }
}
