package dev.larder.asof;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.plans.physical.BroadcastDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.catalyst.plans.physical.IdentityBroadcastMode$;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnspecifiedDistribution$;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.Function1;
import scala.collection.IndexedSeq;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * A point-in-time join with a table that is small enough to be everywhere ({@link Timelines}): the
 * spine's rows stay where they are, and pass by one at a time.
 */
public final class BroadcastSlotJoinExec extends PhysicalNode {
  private static final long serialVersionUID = 1;

  private final SparkPlan spine;
  private final SparkPlan table;
  private final SlotColumns columns;
  private final SlotRule rule;

  /**
   * @param spineColumns the keys, then the time
   * @param tableColumns as many keys, then event time, created time and values
   */
  public BroadcastSlotJoinExec(
      SparkPlan spine,
      SparkPlan table,
      Seq<Expression> spineColumns,
      Seq<Expression> tableColumns,
      SlotRule rule) {
    super(spine, table, spineColumns, tableColumns, rule);
    this.spine = spine;
    this.table = table;
    this.columns = new SlotColumns(spineColumns, tableColumns);
    this.rule = rule;
  }

  @Override
  public Seq<Attribute> output() {
    return columns.output(spine);
  }

  @Override
  public Partitioning outputPartitioning() {
    return spine.outputPartitioning();
  }

  @Override
  public Seq<Distribution> requiredChildDistribution() {
    return Scala.seq(
        List.of(
            UnspecifiedDistribution$.MODULE$,
            new BroadcastDistribution(IdentityBroadcastMode$.MODULE$)));
  }

  @Override
  Map<String, SQLMetric> newMetrics() {
    return Map.of(JoinTask.ROWS, SQLMetrics.createMetric(sparkContext(), "number of output rows"));
  }

  @Override
  public RDD<InternalRow> doExecute() {
    JoinTask task =
        new JoinTask(spine.output(), table.output(), columns, rule, metrics().apply(JoinTask.ROWS));
    Broadcast<InternalRow[]> rows = table.executeBroadcast();
    return spine
        .execute()
        .mapPartitions(
            (Function1<Iterator<InternalRow>, Iterator<InternalRow>> & Serializable)
                part -> join(task, part, rows.value()),
            false,
            ROW);
  }

  private static Iterator<InternalRow> join(
      JoinTask task, Iterator<InternalRow> spine, InternalRow[] table) {
    JoinRows rows = new JoinRows(task);
    Timelines timelines = SharedTimelines.of(table, task, rows);
    return spine.map(
        row -> {
          UnsafeRow key = rows.keyOf(row);
          return rows.output(row, key == null ? null : timelines.find(key, rows.timeOf(row)));
        });
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new BroadcastSlotJoinExec(
        children.apply(0), children.apply(1), columns.spine(), columns.table(), rule);
  }
}
