package dev.larder.asof;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.AllTuples$;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.Function2;
import scala.Option;
import scala.collection.IndexedSeq;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * A point-in-time join without a sort: both sides are together by key, and each task joins its part
 * of them ({@link PartitionJoin}). The result stays where the spine's rows were, so joins by the
 * same keys share one exchange of the spine.
 */
public final class SlotJoinExec extends PhysicalNode {
  static final String SPILLED = "spillSize";

  private static final long serialVersionUID = 1;

  private final SparkPlan spine;
  private final SparkPlan table;
  private final SlotColumns columns;
  private final SlotRule rule;

  /**
   * @param spineColumns the keys, then the time
   * @param tableColumns as many keys, then event time, created time and values
   */
  public SlotJoinExec(
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
    return Scala.seq(List.of(together(columns.spineKeys()), together(columns.tableKeys())));
  }

  private static Distribution together(Seq<Expression> keys) {
    return keys.isEmpty()
        ? AllTuples$.MODULE$
        : new ClusteredDistribution(keys, ClusteredDistribution.apply$default$2(), Option.empty());
  }

  @Override
  Map<String, SQLMetric> newMetrics() {
    return Map.of(
        JoinTask.ROWS,
        SQLMetrics.createMetric(sparkContext(), "number of output rows"),
        SPILLED,
        SQLMetrics.createSizeMetric(sparkContext(), "spill size", -1));
  }

  @Override
  public RDD<InternalRow> doExecute() {
    JoinTask task = task();
    SQLMetric spilled = metrics().apply(SPILLED);
    return spine
        .execute()
        .zipPartitions(
            table.execute(),
            false,
            (Function2<Iterator<InternalRow>, Iterator<InternalRow>, Iterator<InternalRow>>
                    & Serializable)
                (part, rows) ->
                    new PartitionJoin(task, spilled, TaskContext.get()).join(part, rows),
            ROW,
            ROW);
  }

  JoinTask task() {
    return new JoinTask(
        spine.output(), table.output(), columns, rule, metrics().apply(JoinTask.ROWS));
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new SlotJoinExec(
        children.apply(0), children.apply(1), columns.spine(), columns.table(), rule);
  }
}
