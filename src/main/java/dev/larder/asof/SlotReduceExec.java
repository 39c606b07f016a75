package dev.larder.asof;

import java.io.Serializable;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.apache.spark.util.TaskCompletionListener;
import scala.Function1;
import scala.collection.IndexedSeq;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Of a table's rows those that a join may choose: {@link SlotReduction} where they are read, so
 * that few are moved.
 */
public final class SlotReduceExec extends PhysicalNode {
  static final String ROWS = "numOutputRows";

  private static final long serialVersionUID = 1;

  private final SparkPlan table;
  private final Seq<Expression> keys;
  private final Seq<Expression> age;
  private final Reduction reduction;
  private final Broadcast<PackedSlots> slots;

  /**
   * @param age event time, created time, values
   * @param slots the whole spine's
   */
  public SlotReduceExec(
      SparkPlan table,
      Seq<Expression> keys,
      Seq<Expression> age,
      Reduction reduction,
      Broadcast<PackedSlots> slots) {
    super(table, keys, age, reduction, slots);
    this.table = table;
    this.keys = keys;
    this.age = age;
    this.reduction = reduction;
    this.slots = slots;
  }

  @Override
  public Seq<Attribute> output() {
    return table.output();
  }

  @Override
  public Partitioning outputPartitioning() {
    return table.outputPartitioning();
  }

  @Override
  Map<String, SQLMetric> newMetrics() {
    return Map.of(ROWS, SQLMetrics.createMetric(sparkContext(), "number of output rows"));
  }

  @Override
  public RDD<InternalRow> doExecute() {
    TableScan scan = TableScan.of(table);
    ReduceTask task = task(scan);
    return scan.batches()
        .mapPartitions(
            (Function1<Iterator<RowBatch>, Iterator<InternalRow>> & Serializable)
                batches -> reduce(task, batches, TaskContext.get()),
            false,
            ROW);
  }

  private static Iterator<InternalRow> reduce(
      ReduceTask task, Iterator<RowBatch> batches, TaskContext context) {
    SlotReduction reduction = new SlotReduction(task, batches, context.taskMemoryManager());
    context.addTaskCompletionListener((TaskCompletionListener) ended -> reduction.close());
    return reduction;
  }

  ReduceTask task() {
    return task(TableScan.of(table));
  }

  private ReduceTask task(TableScan scan) {
    return new ReduceTask(scan.columns(), keys, age, reduction, slots, metrics().apply(ROWS));
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new SlotReduceExec(children.head(), keys, age, reduction, slots);
  }
}
