package dev.larder.asof;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import scala.Function0;
import scala.Option;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

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
  @SuppressWarnings("unchecked")
  private static <R extends Serializable> List<R> collect(
      RDD<InternalRow> rows, List<int[]> tasks, Work<R> work) {
    return rows
        .coalesce(tasks.size(), false, Option.apply(new Grouping(tasks)), null)
        .toJavaRDD()
        .mapPartitions(partition -> List.of(bytes(work.run(cursor(partition)))).iterator())
        .collect()
        .stream()
        .map(bytes -> (R) result(bytes))
        .toList();
  }

  private static byte[] bytes(Object result) {
    return JavaUtils.bufferToArray(serializer().serialize(result, ClassTag$.MODULE$.AnyRef()));
  }

  /** By the loader of this class: under spark-submit, Spark's own does not know larder.jar. */
  private static Object result(byte[] bytes) {
    ClassLoader loader = RowTasks.class.getClassLoader();
    return serializer().deserialize(ByteBuffer.wrap(bytes), loader, ClassTag$.MODULE$.AnyRef());
  }

  private static SerializerInstance serializer() {
    return new JavaSerializer(SparkEnv.get().conf()).newInstance();
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
