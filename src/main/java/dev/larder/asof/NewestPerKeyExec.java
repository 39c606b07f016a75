package dev.larder.asof;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnspecifiedDistribution$;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.Function1;
import scala.Option;
import scala.collection.IndexedSeq;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * The newest row of each key without a sort ({@link PartitionNewest}). The rows stay in their
 * partitions.
 */
public final class NewestPerKeyExec extends PhysicalNode {
  private static final long serialVersionUID = 1;

  private final SparkPlan rows;
  private final Seq<Expression> keys;
  private final Seq<Expression> age;
  private final NewestScope scope;

  /**
   * @param age event time, created time, values
   */
  public NewestPerKeyExec(
      SparkPlan rows, Seq<Expression> keys, Seq<Expression> age, NewestScope scope) {
    super(rows, keys, age, scope);
    this.rows = rows;
    this.keys = keys;
    this.age = age;
    this.scope = scope;
  }

  @Override
  public Seq<Attribute> output() {
    return rows.output();
  }

  @Override
  public Partitioning outputPartitioning() {
    return rows.outputPartitioning();
  }

  @Override
  public Seq<Distribution> requiredChildDistribution() {
    Distribution required =
        scope.perPartition()
            ? UnspecifiedDistribution$.MODULE$
            : new ClusteredDistribution(
                keys, ClusteredDistribution.apply$default$2(), Option.empty());
    return Scala.seq(List.of(required));
  }

  @Override
  Map<String, SQLMetric> newMetrics() {
    return Map.of(
        SlotJoinExec.SPILLED, SQLMetrics.createSizeMetric(sparkContext(), "spill size", -1));
  }

  @Override
  public RDD<InternalRow> doExecute() {
    NewestTask task =
        new NewestTask(rows.output(), keys, age, scope, metrics().apply(SlotJoinExec.SPILLED));
    return rows.execute()
        .mapPartitions(
            (Function1<Iterator<InternalRow>, Iterator<InternalRow>> & Serializable) task::newest,
            true,
            ROW);
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new NewestPerKeyExec(children.head(), keys, age, scope);
  }
}
