package dev.larder.asof;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.Iterator;

/** Rows in Spark's own form, one at a time, whose values are read without an object for each. */
public final class RowCursor {
  private final Iterator<InternalRow> rows;
  private InternalRow row;

  RowCursor(Iterator<InternalRow> rows) {
    this.rows = rows;
  }

  /** Goes to the next row; false after the last. */
  public boolean next() {
    boolean more = rows.hasNext();
    row = more ? rows.next() : null;
    return more;
  }

  public boolean isNull(int column) {
    return row.isNullAt(column);
  }

  public boolean getBoolean(int column) {
    return row.getBoolean(column);
  }

  public int getInt(int column) {
    return row.getInt(column);
  }

  public long getLong(int column) {
    return row.getLong(column);
  }

  public float getFloat(int column) {
    return row.getFloat(column);
  }

  public double getDouble(int column) {
    return row.getDouble(column);
  }

  /** A text, valid until the next row. */
  public UTF8String getText(int column) {
    return row.getUTF8String(column);
  }

  public byte[] getBinary(int column) {
    return row.getBinary(column);
  }

  /**
   * The elements of a list as Java objects, texts as {@link String}.
   *
   * @param elements their type: a number, a boolean, a text, or bytes
   */
  public List<Object> getList(int column, DataType elements) {
    ArrayData array = row.getArray(column);
    return IntStream.range(0, array.numElements())
        .mapToObj(i -> array.isNullAt(i) ? null : element(array.get(i, elements)))
        .toList();
  }

  private static Object element(Object value) {
    return value instanceof UTF8String text ? text.toString() : value;
  }
}
