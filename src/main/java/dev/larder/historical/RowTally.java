package dev.larder.historical;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts and hashes rows while an action passes them on. Spark adds what a task found once for each
 * partition of the action's last stage, however often tasks are tried; so there must be no exchange
 * between the rows and the action, and one action only. It costs a fraction of what {@link
 * org.apache.spark.sql.Observation} does, whose aggregates are interpreted.
 */
final class RowTally extends AccumulatorV2<Row, Long> {
  private static final long serialVersionUID = 1;

  private final int columns;
  private final long[] flags;
  private ContentHash hash = new ContentHash();
  private long rows;

  /**
   * A tally of rows of a width.
   *
   * @param columns how many values of each row are hashed
   * @param flags how many conditions are counted
   */
  RowTally(int columns, int flags) {
    this.columns = columns;
    this.flags = new long[flags];
  }

  /**
   * The same rows, which are tallied as they pass.
   *
   * @param content the columns that are hashed
   * @param schema theirs
   * @param flags conditions, of which each row's count where they are true
   */
  Dataset<Row> tallied(
      Dataset<Row> all, List<Column> content, StructType schema, List<Column> flags) {
    all.sparkSession().sparkContext().register(this, "rows of the training set");
    List<Column> values = new ArrayList<>(CanonicalBytes.columns(content, schema));
    values.addAll(flags);
    UserDefinedFunction pass =
        functions
            .udf(
                (UDF1<Row, Boolean>)
                    row -> {
                      add(row);
                      return true;
                    },
                DataTypes.BooleanType)
            .asNondeterministic();
    return all.where(pass.apply(functions.struct(values.toArray(Column[]::new))));
  }

  @Override
  public void add(Row row) {
    rows++;
    hash.add(row, columns);
    for (int i = 0; i < flags.length; i++) {
      if (!row.isNullAt(columns + i) && row.getBoolean(columns + i)) {
        flags[i]++;
      }
    }
  }

  @Override
  public void merge(AccumulatorV2<Row, Long> other) {
    RowTally more = (RowTally) other;
    rows += more.rows;
    hash.add(more.hash);
    for (int i = 0; i < flags.length; i++) {
      flags[i] += more.flags[i];
    }
  }

  @Override
  public AccumulatorV2<Row, Long> copy() {
    RowTally copy = new RowTally(columns, flags.length);
    copy.merge(this);
    return copy;
  }

  @Override
  public void reset() {
    rows = 0;
    hash = new ContentHash();
    Arrays.fill(flags, 0);
  }

  @Override
  public boolean isZero() {
    return rows == 0;
  }

  /** The number of rows. */
  @Override
  public Long value() {
    return rows;
  }

  /** The number of rows for which a condition was true. */
  long flagged(int flag) {
    return flags[flag];
  }

  /** The hash of all rows, in hexadecimal digits. */
  String contentHash(StructType schema) {
    return hash.of(schema, rows);
  }
}
