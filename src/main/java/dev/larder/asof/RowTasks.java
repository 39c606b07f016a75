package dev.larder.asof;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import scala.Function0;
import scala.Option;
import scala.collection.JavaConverters;

/** Runs a query whose rows go to a function, several partitions a task. */
public final class RowTasks {
  private RowTasks() {}

  /** What a task does with its rows, partition after partition. */
  @FunctionalInterface
  public interface Work<R extends Serializable> extends Serializable {
    R run(RowCursor rows);
  }

  /**
   * Runs the query. What is observed of its rows is reported as of any other.
   *
   * @param name for Spark's pages
   * @param tasks the partitions of each task, in the order in which it takes them
   * @param work runs in each task, and is serializable as its result is
   * @return the tasks' results, in their order
   */
  public static <R extends Serializable> List<R> run(
      Dataset<Row> rows, String name, List<int[]> tasks, Work<R> work) {
    QueryExecution execution = rows.queryExecution();
    Function0<List<R>> run = () -> collect(execution.toRdd(), tasks, work);
    return SQLExecution.withNewExecutionId(execution, Option.apply(name), run);
  }

  /** Results come as bytes: where tasks use Kryo for theirs, it could not read records. */
  private static <R extends Serializable> List<R> collect(
      RDD<InternalRow> rows, List<int[]> tasks, Work<R> work) {
    return rows
        .coalesce(tasks.size(), false, Option.apply(new Grouping(tasks)), null)
        .toJavaRDD()
        .mapPartitions(
            partition ->
                List.of(SerializationUtils.serialize(work.run(cursor(partition)))).iterator())
        .collect()
        .stream()
        .map(SerializationUtils::<R>deserialize)
        .toList();
  }

  private static RowCursor cursor(Iterator<InternalRow> rows) {
    return new RowCursor(JavaConverters.asScalaIterator(rows));
  }

  /** Puts partitions together as they are told to be. */
  private record Grouping(List<int[]> tasks) implements PartitionCoalescer, scala.Serializable {
    @Override
    public PartitionGroup[] coalesce(int maxPartitions, RDD<?> parent) {
      Partition[] partitions = parent.partitions();
      return tasks.stream()
          .map(
              task -> {
                PartitionGroup group = new PartitionGroup(Option.empty());
                for (int partition : task) {
                  group.partitions().$plus$eq(partitions[partition]);
                }
                return group;
              })
          .toArray(PartitionGroup[]::new);
    }
  }
}
