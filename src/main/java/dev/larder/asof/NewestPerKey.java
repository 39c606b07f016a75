package dev.larder.asof;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.IndexedSeq;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * The newest row of each key before Spark has decided how to find it. Public for the same reason as
 * {@link SlotJoin}.
 */
public final class NewestPerKey extends LogicalPlan {
  private static final long serialVersionUID = 1;

  private final LogicalPlan rows;
  private final Seq<Expression> keys;
  private final Seq<Expression> age;
  private final NewestScope scope;

  /**
   * @param age event time, created time, values
   */
  public NewestPerKey(
      LogicalPlan rows, Seq<Expression> keys, Seq<Expression> age, NewestScope scope) {
    this.rows = rows;
    this.keys = keys;
    this.age = age;
    this.scope = scope;
  }

  LogicalPlan rows() {
    return rows;
  }

  Seq<Expression> keys() {
    return keys;
  }

  Seq<Expression> age() {
    return age;
  }

  NewestScope scope() {
    return scope;
  }

  @Override
  public Seq<Attribute> output() {
    return rows.output();
  }

  @Override
  public Seq<LogicalPlan> children() {
    return JavaConverters.asScalaBuffer(java.util.List.of(rows)).toList();
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new NewestPerKey(children.head(), keys, age, scope);
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
    return other instanceof NewestPerKey;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NewestPerKey newest
        && productIterator().sameElements(newest.productIterator());
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
