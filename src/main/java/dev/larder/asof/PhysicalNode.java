package dev.larder.asof;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.Tuple2;
import scala.collection.Seq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A node of ours in a physical plan; as {@link LogicalNode}. */
abstract class PhysicalNode extends SparkPlan {
  static final ClassTag<InternalRow> ROW = ClassTag$.MODULE$.apply(InternalRow.class);

  private static final long serialVersionUID = 1;

  private final List<Object> parts;
  private transient Map<String, SQLMetric> metrics;

  /**
   * @param parts what the constructor of the class takes, in its order
   */
  PhysicalNode(Object... parts) {
    this.parts = List.of(parts);
  }

  /** The metrics of the node by their names, made anew. */
  abstract java.util.Map<String, SQLMetric> newMetrics();

  @Override
  public final synchronized Map<String, SQLMetric> metrics() {
    if (metrics == null) {
      metrics = Map$.MODULE$.empty();
      newMetrics().forEach((name, metric) -> metrics = metrics.$plus(new Tuple2<>(name, metric)));
    }
    return metrics;
  }

  @Override
  public final Seq<SparkPlan> children() {
    return Scala.seq(
        parts.stream().filter(SparkPlan.class::isInstance).map(SparkPlan.class::cast).toList());
  }

  @Override
  public final int productArity() {
    return parts.size();
  }

  @Override
  public final Object productElement(int i) {
    return parts.get(i);
  }

  @Override
  public final boolean canEqual(Object other) {
    return other != null && other.getClass() == getClass();
  }

  @Override
  public final boolean equals(Object other) {
    return canEqual(other) && parts.equals(((PhysicalNode) other).parts);
  }

  @Override
  public final int hashCode() {
    return super.hashCode();
  }
}
