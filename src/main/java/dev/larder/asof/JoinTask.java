package dev.larder.asof;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * What the tasks of a join are sent.
 *
 * @param spine what the spine's rows consist of
 * @param table what the table's rows consist of
 * @param rows counts what comes out
 * @param spilled counts the bytes that go to disk
 */
record JoinTask(
    Seq<Attribute> spine,
    Seq<Attribute> table,
    SlotColumns columns,
    SlotRule rule,
    SQLMetric rows,
    SQLMetric spilled)
    implements Serializable {
  /** Each row of the spine with its values; a row is valid until the next. */
  Iterator<InternalRow> join(Iterator<InternalRow> spineRows, Iterator<InternalRow> tableRows) {
    return new PartitionJoin(this, TaskContext.get())
        .join(spineRows.map(row -> (UnsafeRow) row), tableRows.map(row -> (UnsafeRow) row), 0);
  }
}
