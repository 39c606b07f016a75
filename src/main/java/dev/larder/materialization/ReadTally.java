package dev.larder.materialization;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts the rows of one table while they are read, each partition once: where an executor is lost,
 * Spark reads its partitions again, and adds what a plain accumulator finds to what it found
 * before. An {@link org.apache.spark.sql.Observation} does so too, interprets its aggregates, and
 * copies each row once more.
 */
final class ReadTally extends AccumulatorV2<Boolean, ReadTally.Counts> {
  private static final long serialVersionUID = 1L;

  /** Rows, and those of them that have a null among their join keys. */
  record Counts(long rows, long withoutKey) {
    static final Counts NONE = new Counts(0, 0);

    Counts plus(Counts more) {
      return new Counts(rows + more.rows, withoutKey + more.withoutKey);
    }
  }

  /** On the driver. */
  private final Map<Integer, Counts> byPartition = new HashMap<>();

  /** In a task. */
  private long rows;

  private long withoutKey;
  private int partition;

  /** The same condition, and rows are counted as it is asked for. */
  Column counted(Column hasKey, SparkSession spark) {
    spark.sparkContext().register(this);
    UDF1<Boolean, Boolean> condition =
        has -> {
          add(has);
          return has;
        };
    return functions.udf(condition, DataTypes.BooleanType).asNondeterministic().apply(hasKey);
  }

  @Override
  public void add(Boolean hasKey) {
    if (rows == 0) {
      partition = TaskContext.getPartitionId();
    }
    rows++;
    if (!hasKey) {
      withoutKey++;
    }
  }

  @Override
  public void merge(AccumulatorV2<Boolean, Counts> other) {
    ReadTally more = (ReadTally) other;
    byPartition.putAll(more.byPartition);
    if (more.rows > 0) {
      byPartition.put(more.partition, new Counts(more.rows, more.withoutKey));
    }
  }

  @Override
  public AccumulatorV2<Boolean, Counts> copy() {
    ReadTally copy = new ReadTally();
    copy.merge(this);
    return copy;
  }

  @Override
  public void reset() {
    byPartition.clear();
    rows = 0;
    withoutKey = 0;
  }

  @Override
  public boolean isZero() {
    return rows == 0 && byPartition.isEmpty();
  }

  @Override
  public Counts value() {
    return byPartition.values().stream().reduce(Counts.NONE, Counts::plus);
  }
}
