package dev.larder.asof;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.AllTuples$;
import org.apache.spark.sql.catalyst.plans.physical.BroadcastDistribution;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.catalyst.plans.physical.IdentityBroadcastMode$;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnspecifiedDistribution$;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.Function1;
import scala.Function2;
import scala.Option;
import scala.Tuple2;
import scala.collection.IndexedSeq;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A point-in-time join without a sort: both sides are together by key, or the table is small enough
 * to be everywhere, and each task joins its part of them ({@link PartitionJoin}). The result stays
 * where the spine's rows were, so joins by the same keys share one exchange of the spine. Public
 * for the same reason as {@link SlotJoin}.
 */
public final class SlotJoinExec extends SparkPlan {
  static final String SPILLED = "spillSize";

  private static final String ROWS = "numOutputRows";
  private static final long serialVersionUID = 1;
  private static final ClassTag<InternalRow> ROW_TAG = ClassTag$.MODULE$.apply(InternalRow.class);

  private final SparkPlan spine;
  private final SparkPlan table;
  private final SlotColumns columns;
  private final SlotRule rule;
  private final boolean broadcast;
  private transient Map<String, SQLMetric> metrics;

  /**
   * @param spineColumns the keys, then the time
   * @param tableColumns as many keys, then event time, created time and values
   * @param broadcast whether each task gets the whole table
   */
  public SlotJoinExec(
      SparkPlan spine,
      SparkPlan table,
      Seq<Expression> spineColumns,
      Seq<Expression> tableColumns,
      SlotRule rule,
      boolean broadcast) {
    this.spine = spine;
    this.table = table;
    this.columns = new SlotColumns(spineColumns, tableColumns);
    this.rule = rule;
    this.broadcast = broadcast;
  }

  @Override
  public Seq<Attribute> output() {
    return columns.output(spine);
  }

  @Override
  public Seq<SparkPlan> children() {
    return JavaConverters.asScalaBuffer(List.of(spine, table)).toList();
  }

  @Override
  public Partitioning outputPartitioning() {
    return spine.outputPartitioning();
  }

  @Override
  public Seq<Distribution> requiredChildDistribution() {
    List<Distribution> required;
    if (broadcast) {
      required =
          List.of(
              UnspecifiedDistribution$.MODULE$,
              new BroadcastDistribution(IdentityBroadcastMode$.MODULE$));
    } else if (columns.keys() == 0) {
      required = List.of(AllTuples$.MODULE$, AllTuples$.MODULE$);
    } else {
      required = List.of(clustered(columns.spineKeys()), clustered(columns.tableKeys()));
    }
    return JavaConverters.asScalaBuffer(required).toList();
  }

  private Distribution clustered(Seq<Expression> keys) {
    return new ClusteredDistribution(keys, ClusteredDistribution.apply$default$2(), Option.empty());
  }

  @Override
  public synchronized Map<String, SQLMetric> metrics() {
    if (metrics == null) {
      metrics =
          Map$.MODULE$
              .<String, SQLMetric>empty()
              .$plus(
                  new Tuple2<>(
                      ROWS, SQLMetrics.createMetric(sparkContext(), "number of output rows")))
              .$plus(
                  new Tuple2<>(
                      SPILLED, SQLMetrics.createSizeMetric(sparkContext(), "spill size", -1)));
    }
    return metrics;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    JoinTask task = task();
    if (broadcast) {
      Broadcast<InternalRow[]> rows = table.executeBroadcast();
      return spine
          .execute()
          .mapPartitions(
              (Function1<Iterator<InternalRow>, Iterator<InternalRow>> & Serializable)
                  part -> task.join(part, everywhere(rows)),
              false,
              ROW_TAG);
    }
    return spine
        .execute()
        .zipPartitions(
            table.execute(),
            false,
            (Function2<Iterator<InternalRow>, Iterator<InternalRow>, Iterator<InternalRow>>
                    & Serializable)
                (part, rows) -> task.join(part, rows),
            ROW_TAG,
            ROW_TAG);
  }

  JoinTask task() {
    return new JoinTask(
        spine.output(),
        table.output(),
        columns,
        rule,
        metrics().apply(ROWS),
        metrics().apply(SPILLED));
  }

  private static Iterator<InternalRow> everywhere(Broadcast<InternalRow[]> rows) {
    return JavaConverters.asScalaIterator(Arrays.asList(rows.value()).iterator());
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new SlotJoinExec(
        children.apply(0), children.apply(1), columns.spine(), columns.table(), rule, broadcast);
  }

  @Override
  public int productArity() {
    return 6;
  }

  @Override
  public Object productElement(int i) {
    return switch (i) {
      case 0 -> spine;
      case 1 -> table;
      case 2 -> columns.spine();
      case 3 -> columns.table();
      case 4 -> rule;
      case 5 -> broadcast;
      default -> throw new IndexOutOfBoundsException(i);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof SlotJoinExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotJoinExec join
        && productIterator().sameElements(join.productIterator());
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
