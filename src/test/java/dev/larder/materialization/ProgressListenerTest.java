package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.asof.RowTasks;
import dev.larder.online.RedisNode;
import dev.larder.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Tuple2;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

class ProgressListenerTest {
  private static final RedisNode FIRST = new RedisNode("a", 7001);
  private static final RedisNode SECOND = new RedisNode("b", 7002);

  private final SparkContext spark = SharedSpark.session().sparkContext();
  private final List<ViewProgress> heard = Collections.synchronizedList(new ArrayList<>());

  @Test
  void hearsOfRealTasksAndOfTheExchange() throws TimeoutException {
    Dataset<Row> rows =
        SharedSpark.session().range(1000).toDF().repartition(2, functions.col("id"));
    try (ProgressListener listener = ProgressListener.follow(spark, "test", heard::add)) {
      LiveCounts live = listener.liveCounts();
      RowTasks.run(
          rows,
          "test",
          List.of(new int[] {0}, new int[] {1}),
          cursor -> {
            long written = 0;
            while (cursor.next()) {
              written++;
            }
            live.replace(counts(FIRST, written));
            return written;
          });
      spark.listenerBus().waitUntilEmpty();
    }
    assertThat(heard.get(heard.size() - 1))
        .isEqualTo(new ViewProgress(counts(FIRST, 1000), OptionalLong.of(1000)));
    assertThat(heard).extracting(ViewProgress::done).contains(0L).isSorted();
    assertThat(heard.get(heard.size() - 1).remaining()).hasValue(0);
  }

  @Test
  void hearsOfRunningTasksWithTheirExecutorsHeartbeats() throws TimeoutException {
    try (ProgressListener listener = ProgressListener.follow(spark, "test", heard::add)) {
      long id = listener.liveCounts().id();
      listener.onExecutorMetricsUpdate(
          heartbeat(List.of(task(1, update(id, counts(FIRST, 10))), task(2, update(id + 1, 99L)))));
      listener.onExecutorMetricsUpdate(heartbeat(List.of(task(2, update(id, counts(SECOND, 5))))));
      listener.onExecutorMetricsUpdate(heartbeat(List.of(task(1, update(id, counts(FIRST, 30))))));
    }
    assertThat(heard).extracting(ViewProgress::done).containsExactly(10L, 15L, 35L);
    assertThat(heard.get(2).rows()).isEqualTo(counts(FIRST, 30).plus(counts(SECOND, 5)));
    assertThat(heard.get(2).remaining()).isEmpty();
  }

  private static RowCounts counts(RedisNode node, long rows) {
    return new RowCounts(Map.of(node, rows));
  }

  private static AccumulableInfo update(long id, Object value) {
    return new AccumulableInfo(
        id,
        Option.apply("counts"),
        Option.apply(value),
        Option.empty(),
        false,
        false,
        Option.empty());
  }

  private static Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task(
      long id, AccumulableInfo update) {
    return new Tuple4<>(id, 0, 0, JavaConverters.asScalaBuffer(List.of(update)));
  }

  private static SparkListenerExecutorMetricsUpdate heartbeat(
      List<Tuple4<Object, Object, Object, Seq<AccumulableInfo>>> tasks) {
    return new SparkListenerExecutorMetricsUpdate(
        "1",
        JavaConverters.asScalaBuffer(tasks),
        JavaConverters.<Tuple2<Object, Object>, ExecutorMetrics>mapAsScalaMap(Map.of()));
  }
}
