package dev.larder.offline;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A source that was found: its columns are known, its rows are read when they are asked for. */
public interface SourceTable {
  /** The columns, with the types that they have in the source. */
  StructType schema();

  /**
   * Rows of the source, which hold at least the columns that are asked for.
   *
   * @throws dev.larder.UserException where they cannot be read
   */
  Dataset<Row> rows(SourceQuery query);

  /** Whether it has no rows at all. */
  default boolean isEmpty() {
    return rows(SourceQuery.ALL).isEmpty();
  }

  /** A table of rows that Spark reads as it needs them, whatever is asked for. */
  static SourceTable of(Dataset<Row> rows) {
    return new SourceTable() {
      @Override
      public StructType schema() {
        return rows.schema();
      }

      @Override
      public Dataset<Row> rows(SourceQuery query) {
        return rows;
      }
    };
  }
}
