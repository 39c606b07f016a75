package dev.larder.asof;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.IndexedSeq;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A point-in-time join before Spark has decided how to run it. Public, as is its constructor, only
 * because Spark makes copies by reflection, from {@link #productElement}.
 */
public final class SlotJoin extends LogicalPlan {
  private static final long serialVersionUID = 1;

  private final LogicalPlan spine;
  private final LogicalPlan table;
  private final SlotColumns columns;
  private final SlotRule rule;

  /**
   * @param spineColumns the keys, then the time
   * @param tableColumns as many keys, then event time, created time and values
   */
  public SlotJoin(
      LogicalPlan spine,
      LogicalPlan table,
      Seq<Expression> spineColumns,
      Seq<Expression> tableColumns,
      SlotRule rule) {
    this.spine = spine;
    this.table = table;
    this.columns = new SlotColumns(spineColumns, tableColumns);
    this.rule = rule;
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

  @Override
  public Seq<Attribute> output() {
    return columns.output(spine);
  }

  @Override
  public Seq<LogicalPlan> children() {
    return JavaConverters.asScalaBuffer(java.util.List.of(spine, table)).toList();
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new SlotJoin(
        children.apply(0), children.apply(1), columns.spine(), columns.table(), rule);
  }

  @Override
  public int productArity() {
    return 5;
  }

  @Override
  public Object productElement(int i) {
    return switch (i) {
      case 0 -> spine;
      case 1 -> table;
      case 2 -> columns.spine();
      case 3 -> columns.table();
      case 4 -> rule;
      default -> throw new IndexOutOfBoundsException(i);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof SlotJoin;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotJoin join && productIterator().sameElements(join.productIterator());
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
