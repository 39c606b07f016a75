package dev.larder.asof;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.Seq;

/**
 * A node of ours in a logical plan. Nodes are equal where their parts are. They are public, as are
 * their constructors, only because Spark makes copies by reflection, from {@link #productElement}.
 */
abstract class LogicalNode extends LogicalPlan {
  private static final long serialVersionUID = 1;

  private final List<Object> parts;

  /**
   * @param parts what the constructor of the class takes, in its order
   */
  LogicalNode(Object... parts) {
    this.parts = List.of(parts);
  }

  @Override
  public final Seq<LogicalPlan> children() {
    return Scala.seq(
        parts.stream().filter(LogicalPlan.class::isInstance).map(LogicalPlan.class::cast).toList());
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
    return canEqual(other) && parts.equals(((LogicalNode) other).parts);
  }

  @Override
  public final int hashCode() {
    return super.hashCode();
  }
}
