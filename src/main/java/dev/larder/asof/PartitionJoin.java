package dev.larder.asof;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.Iterator;
import scala.collection.Iterator$;

/**
 * The join of one partition: at once where the spine's slots and their rows fit into memory. Where
 * they do not, both sides go to disk, split by key, and are joined part by part.
 */
final class PartitionJoin {
  /** With 16 parts a level this is 65,536: what then does not fit is the slots of a key or two. */
  private static final int LAST_LEVEL = 4;

  private interface Resource extends AutoCloseable {
    @Override
    void close();
  }

  private final JoinTask task;
  private final TaskMemoryManager memory;
  private final JoinRows rows;
  private final Deque<Resource> open = new ArrayDeque<>();

  PartitionJoin(JoinTask task, TaskContext context) {
    this.task = task;
    this.memory = context.taskMemoryManager();
    this.rows = new JoinRows(task);
    context.addTaskCompletionListener(
        (TaskCompletionListener) ended -> open.forEach(Resource::close));
  }

  /**
   * @param level how often the rows have been split by key
   */
  Iterator<InternalRow> join(Iterator<UnsafeRow> spine, Iterator<UnsafeRow> table, int level) {
    boolean last = level == LAST_LEVEL;
    JoinPart part =
        new JoinPart(rows, task, memory, last ? Long.MAX_VALUE : task.rule().maxIndexBytes());
    open.push(part::close);
    boolean taken = part.take(spine, table);
    if (taken && (last || part.leavesRoom())) {
      return part.output();
    }
    if (last) {
      throw new IllegalStateException(
          "The memory of a task is too small for the distinct times of one join key.");
    }
    SplitRows spineParts = new SplitRows(rows.spineKey(), level);
    open.push(spineParts::close);
    SplitRows tableParts = new SplitRows(rows.tableKey(), level);
    open.push(tableParts::close);
    part.moveTo(spineParts, spine, tableParts, table);
    task.spilled().add(spineParts.finish() + tableParts.finish());
    return Iterator$.MODULE$
        .range(0, SplitRows.PARTS)
        .flatMap(
            i ->
                join(
                    spineParts.part((int) i).read(task.spine().size()),
                    tableParts.part((int) i).read(task.table().size()),
                    level + 1));
  }
}
