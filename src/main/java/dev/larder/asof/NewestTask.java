package dev.larder.asof;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.Iterator;
import scala.collection.Seq;

/** What the tasks that look for the newest row of each key are sent. */
final class NewestTask implements Serializable {
  private static final long serialVersionUID = 1;

  private final Seq<Attribute> input;
  private final Seq<Expression> keys;
  private final Seq<Expression> columns;
  private final NewestScope scope;
  private final SQLMetric spilled;

  // Generated once a task: it may have many partitions of few rows, and to generate the code for
  // each takes longer than to run it.
  private transient UnsafeProjection key;
  private transient AgeOrder age;

  /**
   * @param input what the rows consist of
   * @param columns event time, created time, values
   * @param spilled counts the bytes that go to disk
   */
  NewestTask(
      Seq<Attribute> input,
      Seq<Expression> keys,
      Seq<Expression> columns,
      NewestScope scope,
      SQLMetric spilled) {
    this.input = input;
    this.keys = keys;
    this.columns = columns;
    this.scope = scope;
    this.spilled = spilled;
  }

  /** The newest rows of a partition; each is valid until the next. */
  Iterator<InternalRow> newest(Iterator<InternalRow> rows) {
    if (key == null) {
      key = SlotColumns.keyProjection(keys, input);
      age = new AgeOrder(columns, input);
    }
    return new PartitionNewest(this, TaskContext.get())
        .newest(rows.map(row -> (UnsafeRow) row), 0)
        .map(row -> row);
  }

  /** Of a row, valid until the next. */
  UnsafeProjection key() {
    return key;
  }

  AgeOrder age() {
    return age;
  }

  /** How many columns a row has. */
  int width() {
    return input.size();
  }

  NewestScope scope() {
    return scope;
  }

  SQLMetric spilled() {
    return spilled;
  }
}
