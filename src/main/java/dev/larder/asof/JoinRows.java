package dev.larder.asof;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** What a join takes from the rows of its two sides, and makes of them. */
final class JoinRows {
  private final JoinTask task;
  private final UnsafeProjection spineKey;
  private final UnsafeProjection tableKey;
  private final int spineTime;
  private final int eventTime;
  private final int createdTime;
  private final AgeOrder age;
  private final UnsafeProjection output;
  private final JoinedRow both = new JoinedRow();
  private final InternalRow noRow;

  JoinRows(JoinTask task) {
    SlotColumns columns = task.columns();
    this.task = task;
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
    List<Expression> columns = new ArrayList<>(Scala.list(task.spine()));
    columns.addAll(Scala.list(task.columns().values()));
    List<Attribute> input = new ArrayList<>(Scala.list(task.spine()));
    Scala.list(task.table()).forEach(column -> input.add(column.withNullability(true)));
    return UnsafeProjection.create(Scala.seq(columns), Scala.seq(input));
  }

  /** How keys of the spine are told apart. */
  UnsafeProjection spineKey() {
    return spineKey;
  }

  /** How keys of the table are told apart; equal to those of the spine where keys are. */
  UnsafeProjection tableKey() {
    return tableKey;
  }

  /** Orders the table's rows; greater means newer. */
  AgeOrder age() {
    return age;
  }

  /** The key of a row of the spine, valid until the next; null for one that finds nothing. */
  UnsafeRow keyOf(InternalRow spineRow) {
    UnsafeRow key = spineRow.isNullAt(spineTime) ? null : spineKey.apply(spineRow);
    return key == null || key.anyNull() ? null : key;
  }

  /** The time of a row of the spine that has one. */
  long timeOf(InternalRow spineRow) {
    return spineRow.getLong(spineTime);
  }

  /** The key of a row of the table, valid until the next; null for one that is never chosen. */
  UnsafeRow tableKeyOf(InternalRow tableRow) {
    boolean never =
        tableRow.isNullAt(eventTime)
            || (task.rule().createdByThen() && tableRow.isNullAt(createdTime));
    UnsafeRow key = never ? null : tableKey.apply(tableRow);
    return key == null || key.anyNull() ? null : key;
  }

  /** The first time that may see a row of the table. */
  long visibleFrom(InternalRow tableRow) {
    long event = tableRow.getLong(eventTime);
    return task.rule().createdByThen() ? Math.max(event, tableRow.getLong(createdTime)) : event;
  }

  /**
   * The row of the spine with the values of the row that was found.
   *
   * @param found null for nulls
   */
  InternalRow output(InternalRow spineRow, InternalRow found) {
    task.rows().add(1);
    return output.apply(both.apply(spineRow, found == null ? noRow : found));
  }
}
