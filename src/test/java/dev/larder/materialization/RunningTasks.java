package dev.larder.materialization;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Which tasks run now, and which did not end well. */
final class RunningTasks extends SparkListener {
  private final Set<Long> running = ConcurrentHashMap.newKeySet();
  private final List<Long> failed = new CopyOnWriteArrayList<>();

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    running.add(task.taskInfo().taskId());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    running.remove(task.taskInfo().taskId());
    if (task.reason() != Success$.MODULE$) {
      failed.add(task.taskInfo().taskId());
    }
  }

  List<Long> running() {
    return List.copyOf(running);
  }

  List<Long> failed() {
    return List.copyOf(failed);
  }
}
