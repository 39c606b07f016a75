package dev.larder.asof;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BaseOrdering;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import scala.collection.Seq;

/** Which of two rows of a table is newer: the one definition, also that of {@link SqlAsOf}. */
final class AgeOrder implements Comparator<InternalRow> {
  private final int time;
  private final BaseOrdering ties;

  /**
   * @param columns the event time, which is never null, then created time and values: among equals
   *     the next decides, nulls first
   * @param input what the rows consist of
   */
  AgeOrder(Seq<Expression> columns, Seq<Attribute> input) {
    this.time = SlotColumns.ordinal((Attribute) columns.head(), input);
    List<SortOrder> orders = new ArrayList<>();
    for (Expression column : Scala.list(columns).subList(1, columns.size())) {
      orders.add(
          new SortOrder(
              column,
              Ascending$.MODULE$,
              Ascending$.MODULE$.defaultNullOrdering(),
              Scala.seq(List.of())));
    }
    this.ties = RowOrdering.create(Scala.seq(orders), input);
  }

  /** The row's event time. */
  long time(InternalRow row) {
    return row.getLong(time);
  }

  /** Compares rows of the same event time; greater means newer. */
  int compareTies(InternalRow a, InternalRow b) {
    return ties.compare(a, b);
  }

  /** Greater means newer. */
  @Override
  public int compare(InternalRow a, InternalRow b) {
    int order = Long.compare(time(a), time(b));
    return order == 0 ? compareTies(a, b) : order;
  }
}
