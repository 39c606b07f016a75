package dev.larder.asof;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.optimizer.NormalizeFloatingNumbers$;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import scala.collection.Seq;

/**
 * Which columns a slot join works on.
 *
 * @param spine the keys, then the time
 * @param table as many keys, then event time, created time and values
 */
record SlotColumns(Seq<Expression> spine, Seq<Expression> table) implements Serializable {
  int keys() {
    return spine.size() - 1;
  }

  Seq<Expression> spineKeys() {
    return slice(spine, 0, keys());
  }

  Seq<Expression> tableKeys() {
    return slice(table, 0, keys());
  }

  Attribute spineTime() {
    return (Attribute) spine.apply(keys());
  }

  Attribute eventTime() {
    return (Attribute) table.apply(keys());
  }

  Attribute createdTime() {
    return (Attribute) table.apply(keys() + 1);
  }

  Seq<Expression> values() {
    return slice(table, keys() + 2, table.size());
  }

  /** The spine's columns, then the values, which may be null whatever they are in the table. */
  Seq<Attribute> output(QueryPlan<?> spinePlan) {
    List<Attribute> output = new ArrayList<>(Scala.list(spinePlan.output()));
    for (Expression value : Scala.list(values())) {
      output.add(((Attribute) value).withNullability(true));
    }
    return Scala.seq(output);
  }

  /** Keys as bytes that are equal where the keys are. */
  static UnsafeProjection keyProjection(Seq<Expression> keys, Seq<Attribute> input) {
    List<Expression> columns = new ArrayList<>();
    for (Expression key : Scala.list(keys)) {
      columns.add(NormalizeFloatingNumbers$.MODULE$.normalize(key));
    }
    if (columns.isEmpty()) {
      columns.add(Literal$.MODULE$.apply((Object) 0));
    }
    return UnsafeProjection.create(Scala.seq(columns), input);
  }

  /** Orders rows of the table. */
  AgeOrder age(Seq<Attribute> input) {
    return new AgeOrder(slice(table, keys(), table.size()), input);
  }

  static int ordinal(Attribute column, Seq<Attribute> input) {
    for (int i = 0; i < input.size(); i++) {
      if (input.apply(i).exprId().equals(column.exprId())) {
        return i;
      }
    }
    throw new IllegalStateException("No column " + column + " among " + input);
  }

  private static Seq<Expression> slice(Seq<Expression> columns, int from, int until) {
    return Scala.seq(Scala.list(columns).subList(from, until));
  }
}
