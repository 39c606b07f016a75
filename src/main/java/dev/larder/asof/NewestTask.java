package dev.larder.asof;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * What the tasks that look for the newest row of each key are sent.
 *
 * @param input what the rows consist of
 * @param spilled counts the bytes that go to disk
 */
record NewestTask(
    Seq<Attribute> input,
    Seq<Expression> keys,
    Seq<Expression> age,
    NewestScope scope,
    SQLMetric spilled)
    implements Serializable {
  /** The newest rows; each is valid until the next. */
  Iterator<InternalRow> newest(Iterator<InternalRow> rows) {
    return new PartitionNewest(this, TaskContext.get())
        .newest(rows.map(row -> (UnsafeRow) row), 0)
        .map(row -> row);
  }
}
