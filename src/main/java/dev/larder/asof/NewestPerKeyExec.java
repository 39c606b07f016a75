package dev.larder.asof;

import java.io.Serializable;
import java.util.List;
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
import scala.Tuple2;
import scala.collection.IndexedSeq;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.reflect.ClassTag$;

/**
 * The newest row of each key without a sort ({@link PartitionNewest}). The rows stay in their
 * partitions. Public for the same reason as {@link SlotJoin}.
 */
public final class NewestPerKeyExec extends SparkPlan {
  private static final long serialVersionUID = 1;

  private final SparkPlan rows;
  private final Seq<Expression> keys;
  private final Seq<Expression> age;
  private final NewestScope scope;
  private transient Map<String, SQLMetric> metrics;

  /**
   * @param age event time, created time, values
   */
  public NewestPerKeyExec(
      SparkPlan rows, Seq<Expression> keys, Seq<Expression> age, NewestScope scope) {
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
  public Seq<SparkPlan> children() {
    return JavaConverters.asScalaBuffer(List.of(rows)).toList();
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
    return JavaConverters.asScalaBuffer(List.of(required)).toList();
  }

  @Override
  public synchronized Map<String, SQLMetric> metrics() {
    if (metrics == null) {
      metrics =
          Map$.MODULE$
              .<String, SQLMetric>empty()
              .$plus(
                  new Tuple2<>(
                      SlotJoinExec.SPILLED,
                      SQLMetrics.createSizeMetric(sparkContext(), "spill size", -1)));
    }
    return metrics;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    NewestTask task =
        new NewestTask(rows.output(), keys, age, scope, metrics().apply(SlotJoinExec.SPILLED));
    return rows.execute()
        .mapPartitions(
            (Function1<Iterator<InternalRow>, Iterator<InternalRow>> & Serializable) task::newest,
            true,
            ClassTag$.MODULE$.apply(InternalRow.class));
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new NewestPerKeyExec(children.head(), keys, age, scope);
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public Object productElement(int i) {
    return switch (i) {
      case 0 -> rows;
      case 1 -> keys;
      case 2 -> age;
      case 3 -> scope;
      default -> throw new IndexOutOfBoundsException(i);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof NewestPerKeyExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NewestPerKeyExec newest
        && productIterator().sameElements(newest.productIterator());
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
