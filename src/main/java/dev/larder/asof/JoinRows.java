package dev.larder.asof;

import java.util.Comparator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.JavaConverters;
import scala.collection.mutable.ArrayBuffer;

/** What a join takes from the rows of its two sides, and makes of them. */
final class JoinRows {
  private final SlotRule rule;
  private final UnsafeProjection spineKey;
  private final UnsafeProjection tableKey;
  private final int spineTime;
  private final int eventTime;
  private final int createdTime;
  private final Comparator<InternalRow> age;
  private final UnsafeProjection output;
  private final JoinedRow both = new JoinedRow();
  private final InternalRow noRow;

  JoinRows(JoinTask task) {
    SlotColumns columns = task.columns();
    rule = task.rule();
    spineKey = SlotColumns.keyProjection(columns.spineKeys(), task.spine());
    tableKey = SlotColumns.keyProjection(columns.tableKeys(), task.table());
    spineTime = SlotColumns.ordinal(columns.spineTime(), task.spine());
    eventTime = SlotColumns.ordinal(columns.eventTime(), task.table());
    createdTime = SlotColumns.ordinal(columns.createdTime(), task.table());
    age = columns.age(task.table());
    output = output(task);
    noRow = new GenericInternalRow(task.table().size());
  }

  private static UnsafeProjection output(JoinTask task) {
    ArrayBuffer<Expression> columns = new ArrayBuffer<>();
    ArrayBuffer<Attribute> input = new ArrayBuffer<>();
    for (Attribute column : JavaConverters.seqAsJavaList(task.spine())) {
      columns.$plus$eq(column);
      input.$plus$eq(column);
    }
    for (Expression value : JavaConverters.seqAsJavaList(task.columns().values())) {
      columns.$plus$eq(value);
    }
    for (Attribute column : JavaConverters.seqAsJavaList(task.table())) {
      input.$plus$eq(column.withNullability(true));
    }
    return UnsafeProjection.create(columns.toList(), input.toList());
  }

  UnsafeProjection spineKey() {
    return spineKey;
  }

  UnsafeProjection tableKey() {
    return tableKey;
  }

  /** Orders the table's rows; greater means newer. */
  Comparator<InternalRow> age() {
    return age;
  }

  /** Makes the row of the spine a slot of the index; whether there was memory for it. */
  boolean addTo(SlotIndex index, UnsafeRow spineRow) {
    if (spineRow.isNullAt(spineTime)) {
      return true;
    }
    UnsafeRow key = spineKey.apply(spineRow);
    return key.anyNull() || index.add(key, spineRow.getLong(spineTime));
  }

  /**
   * Offers a row of the table for the first slot that may see it: not before its event, and not
   * before it was created where that counts. Later slots inherit it; the ttl is theirs to apply.
   */
  boolean offerTo(SlotIndex index, UnsafeRow tableRow) {
    boolean created = !tableRow.isNullAt(createdTime);
    if (tableRow.isNullAt(eventTime) || (rule.createdByThen() && !created)) {
      return true;
    }
    long from = tableRow.getLong(eventTime);
    if (rule.createdByThen()) {
      from = Math.max(from, tableRow.getLong(createdTime));
    }
    UnsafeRow key = tableKey.apply(tableRow);
    return key.anyNull() || index.offer(key, from, tableRow);
  }

  /** The spine's row with the values of its slot, or with nulls. */
  InternalRow output(SlotIndex index, UnsafeRow spineRow) {
    UnsafeRow found = find(index, spineRow);
    return output.apply(both.apply(spineRow, found == null ? noRow : found));
  }

  private UnsafeRow find(SlotIndex index, UnsafeRow spineRow) {
    if (index.isEmpty() || spineRow.isNullAt(spineTime)) {
      return null;
    }
    UnsafeRow key = spineKey.apply(spineRow);
    long time = spineRow.getLong(spineTime);
    UnsafeRow row = key.anyNull() ? null : index.find(key, time);
    return row != null && rule.holds(row.getLong(eventTime), time) ? row : null;
  }
}
