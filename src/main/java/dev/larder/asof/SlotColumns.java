package dev.larder.asof;

import java.io.Serializable;
import java.util.Comparator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BaseOrdering;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.optimizer.NormalizeFloatingNumbers$;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.mutable.ArrayBuffer;

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
    ArrayBuffer<Attribute> output = new ArrayBuffer<>();
    output.appendAll(spinePlan.output());
    for (Expression value : JavaConverters.seqAsJavaList(values())) {
      output.$plus$eq(((Attribute) value).withNullability(true));
    }
    return output.toList();
  }

  /** Keys as bytes that are equal where the keys are. */
  static UnsafeProjection keyProjection(Seq<Expression> keys, Seq<Attribute> input) {
    ArrayBuffer<Expression> columns = new ArrayBuffer<>();
    for (Expression key : JavaConverters.seqAsJavaList(keys)) {
      columns.$plus$eq(NormalizeFloatingNumbers$.MODULE$.normalize(key));
    }
    if (columns.isEmpty()) {
      columns.$plus$eq(Literal$.MODULE$.apply((Object) 0));
    }
    return UnsafeProjection.create(columns.toList(), input);
  }

  /** Orders rows of the table by event time, created time and values, nulls first. */
  Comparator<InternalRow> age(Seq<Attribute> input) {
    return age(slice(table, keys(), table.size()), input);
  }

  /**
   * Orders rows by columns, nulls first.
   *
   * @param columns the event time, which is never null, then others
   */
  static Comparator<InternalRow> age(Seq<Expression> columns, Seq<Attribute> input) {
    ArrayBuffer<SortOrder> orders = new ArrayBuffer<>();
    for (Expression column : JavaConverters.seqAsJavaList(slice(columns, 1, columns.size()))) {
      orders.$plus$eq(
          new SortOrder(
              column,
              Ascending$.MODULE$,
              Ascending$.MODULE$.defaultNullOrdering(),
              new ArrayBuffer<Expression>().toList()));
    }
    BaseOrdering ties = RowOrdering.create(orders.toList(), input);
    int time = ordinal((Attribute) columns.head(), input);
    return (a, b) -> {
      int order = Long.compare(a.getLong(time), b.getLong(time));
      return order == 0 ? ties.compare(a, b) : order;
    };
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
    return JavaConverters.asScalaBuffer(JavaConverters.seqAsJavaList(columns).subList(from, until))
        .toList();
  }
}
