package dev.larder.asof;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/** The newest row of each key before Spark has planned how to find it. */
public final class NewestPerKey extends LogicalNode {
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
    super(rows, keys, age, scope);
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
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new NewestPerKey(children.head(), keys, age, scope);
  }
}
