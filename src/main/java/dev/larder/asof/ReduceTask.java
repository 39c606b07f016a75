package dev.larder.asof;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.Seq;

/**
 * What the tasks that reduce a table are sent.
 *
 * @param keys columns of the table's output
 * @param age event time, created time and values among them
 * @param rows counts what comes out
 */
record ReduceTask(
    TableScan.Columns columns,
    Seq<Expression> keys,
    Seq<Expression> age,
    Reduction reduction,
    Broadcast<PackedSlots> slots,
    SQLMetric rows)
    implements Serializable {}
