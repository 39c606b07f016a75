package dev.larder.asof;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/** A point-in-time join before Spark has planned it. */
public final class SlotJoin extends LogicalNode {
  private static final long serialVersionUID = 1;

  private final LogicalPlan spine;
  private final LogicalPlan table;
  private final SlotColumns columns;
  private final SlotRule rule;
  private final boolean broadcast;

  /**
   * @param spineColumns the keys, then the time
   * @param tableColumns as many keys, then event time, created time and values
   * @param broadcast whether the whole table is sent to all executors
   */
  public SlotJoin(
      LogicalPlan spine,
      LogicalPlan table,
      Seq<Expression> spineColumns,
      Seq<Expression> tableColumns,
      SlotRule rule,
      boolean broadcast) {
    super(spine, table, spineColumns, tableColumns, rule, broadcast);
    this.spine = spine;
    this.table = table;
    this.columns = new SlotColumns(spineColumns, tableColumns);
    this.rule = rule;
    this.broadcast = broadcast;
  }

  LogicalPlan spine() {
    return spine;
  }

  LogicalPlan table() {
    return table;
  }

  SlotColumns columns() {
    return columns;
  }

  SlotRule rule() {
    return rule;
  }

  boolean broadcast() {
    return broadcast;
  }

  @Override
  public Seq<Attribute> output() {
    return columns.output(spine);
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new SlotJoin(
        children.apply(0), children.apply(1), columns.spine(), columns.table(), rule, broadcast);
  }
}
