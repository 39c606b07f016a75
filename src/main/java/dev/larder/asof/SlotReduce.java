package dev.larder.asof;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/** Of a table's rows those that a join may choose, before Spark has planned how to find them. */
public final class SlotReduce extends LogicalNode {
  private static final long serialVersionUID = 1;

  private final LogicalPlan table;
  private final Seq<Expression> keys;
  private final Seq<Expression> age;
  private final Reduction reduction;
  private final Broadcast<PackedSlots> slots;

  /**
   * @param age event time, created time, values
   * @param slots the whole spine's
   */
  public SlotReduce(
      LogicalPlan table,
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

  LogicalPlan table() {
    return table;
  }

  Seq<Expression> keys() {
    return keys;
  }

  Seq<Expression> age() {
    return age;
  }

  Reduction reduction() {
    return reduction;
  }

  Broadcast<PackedSlots> slots() {
    return slots;
  }

  @Override
  public Seq<Attribute> output() {
    return table.output();
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new SlotReduce(children.head(), keys, age, reduction, slots);
  }
}
