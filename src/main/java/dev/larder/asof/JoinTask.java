package dev.larder.asof;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.Seq;

/**
 * What the tasks of a join are sent.
 *
 * @param spine what the spine's rows consist of
 * @param table what the table's rows consist of
 * @param rows counts what comes out
 */
record JoinTask(
    Seq<Attribute> spine, Seq<Attribute> table, SlotColumns columns, SlotRule rule, SQLMetric rows)
    implements Serializable {
  static final String ROWS = "numOutputRows";
}
