package dev.larder.materialization;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Follows one view's run by what Spark hears of it: of running tasks with every heartbeat of their
 * executors, of others when they end.
 */
final class ProgressListener extends SparkListener implements AutoCloseable {
  private static final String JOB_GROUP = "spark.jobGroup.id";

  private final SparkContext spark;
  private final String jobGroup = UUID.randomUUID().toString();
  private final LiveCounts liveCounts = new LiveCounts();
  private final Consumer<ViewProgress> progress;
  private final Set<Integer> stages = new HashSet<>();
  private final Map<Long, RowCounts> byTask = new HashMap<>();
  private OptionalLong moved = OptionalLong.empty();

  private ProgressListener(SparkContext spark, Consumer<ViewProgress> progress) {
    this.spark = spark;
    this.progress = progress;
  }

  /**
   * Follows the jobs that this thread starts, until it is closed.
   *
   * @param description of these jobs, for Spark's pages
   * @param progress called on Spark's thread
   */
  static ProgressListener follow(
      SparkContext spark, String description, Consumer<ViewProgress> progress) {
    ProgressListener listener = new ProgressListener(spark, progress);
    spark.register(listener.liveCounts, description);
    spark.setJobGroup(listener.jobGroup, description, false);
    spark.addSparkListener(listener);
    return listener;
  }

  /** What the tasks count in. */
  LiveCounts liveCounts() {
    return liveCounts;
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
    spark.clearJobGroup();
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    if (jobGroup.equals(event.properties().getProperty(JOB_GROUP))) {
      stages.add(event.stageInfo().stageId());
    }
  }

  /** The stage before the last one ends with the exchange. */
  @Override
  public void onStageCompleted(SparkListenerStageCompleted event) {
    StageInfo stage = event.stageInfo();
    long rows = stage.taskMetrics().shuffleWriteMetrics().recordsWritten();
    // Another attempt repeats only what was lost.
    if (stages.contains(stage.stageId()) && stage.attemptNumber() == 0 && rows > 0) {
      moved = OptionalLong.of(rows);
      report();
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    JavaConverters.seqAsJavaList(event.accumUpdates())
        .forEach(task -> update((Long) task._1(), task._4()));
    report();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    byTask.remove(event.taskInfo().taskId());
    update(event.taskInfo().taskId(), event.taskInfo().accumulables());
    report();
  }

  private void update(long task, Seq<AccumulableInfo> updates) {
    for (AccumulableInfo update : JavaConverters.seqAsJavaList(updates)) {
      if (update.id() == liveCounts.id() && update.update().isDefined()) {
        byTask.put(task, (RowCounts) update.update().get());
      }
    }
  }

  private void report() {
    progress.accept(
        new ViewProgress(byTask.values().stream().reduce(RowCounts.NONE, RowCounts::plus), moved));
  }
}
