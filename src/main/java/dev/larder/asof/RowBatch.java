package dev.larder.asof;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Some rows, of which any may be looked at, one at a time. */
interface RowBatch {
  int size();

  /** The row of a number, valid until the next call. */
  InternalRow row(int number);

  static RowBatch of(ColumnarBatch batch) {
    return new RowBatch() {
      @Override
      public int size() {
        return batch.numRows();
      }

      @Override
      public InternalRow row(int number) {
        return batch.getRow(number);
      }
    };
  }

  static RowBatch of(InternalRow row) {
    return new RowBatch() {
      @Override
      public int size() {
        return 1;
      }

      @Override
      public InternalRow row(int number) {
        return row;
      }
    };
  }
}
