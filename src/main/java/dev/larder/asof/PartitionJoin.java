package dev.larder.asof;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntFunction;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.Iterator;
import scala.collection.Iterator$;

/**
 * The join of one partition: at once where the spine's slots and their rows fit into memory. Where
 * they do not, both sides go to disk, split by key, and are joined part by part. What no split by
 * key makes smaller is split by the spine's rows, and each part joined with all rows of the table.
 */
final class PartitionJoin {
  /** With 16 parts a level this is 65,536: what then does not fit is the slots of a key or two. */
  private static final int LAST_LEVEL_BY_KEY = 4;

  private interface Resource extends AutoCloseable {
    @Override
    void close();
  }

  private final JoinTask task;
  private final SQLMetric spilled;
  private final TaskMemoryManager memory;
  private final JoinRows rows;
  private final Deque<Resource> open = new ArrayDeque<>();

  /**
   * @param spilled counts the bytes that go to disk
   */
  PartitionJoin(JoinTask task, SQLMetric spilled, TaskContext context) {
    this.task = task;
    this.spilled = spilled;
    this.memory = context.taskMemoryManager();
    this.rows = new JoinRows(task);
    context.addTaskCompletionListener(
        (TaskCompletionListener) ended -> open.forEach(Resource::close));
  }

  /** Each row of the spine with its values; a row is valid until the next. */
  Iterator<InternalRow> join(Iterator<InternalRow> spine, Iterator<InternalRow> table) {
    return join(spine.map(row -> (UnsafeRow) row), table.map(row -> (UnsafeRow) row), 0, false);
  }

  /**
   * @param level how often the rows have been split
   * @param alone whether the spine's row is but one, which may have all the memory that there is
   */
  private Iterator<InternalRow> join(
      Iterator<UnsafeRow> spine, Iterator<UnsafeRow> table, int level, boolean alone) {
    JoinPart part =
        new JoinPart(rows, task, memory, alone ? Long.MAX_VALUE : task.rule().maxIndexBytes());
    open.push(part::close);
    if (part.take(spine, table) && (alone || part.leavesRoom())) {
      return part.output();
    }
    if (alone) {
      throw new IllegalStateException("The memory of a task is too small for one row.");
    }
    return level < LAST_LEVEL_BY_KEY && part.keys() > 1
        ? byKey(part, spine, table, level)
        : byRows(part, spine, table, level);
  }

  private Iterator<InternalRow> byKey(
      JoinPart part, Iterator<UnsafeRow> spine, Iterator<UnsafeRow> table, int level) {
    SplitRows spineParts = opened(SplitRows.byKey(rows.spineKey(), level));
    SplitRows tableParts = opened(SplitRows.byKey(rows.tableKey(), level));
    part.moveTo(spineParts, spine, tableParts, table);
    spilled.add(spineParts.finish() + tableParts.finish());
    return inParts(spineParts, tableParts::part, level);
  }

  private Iterator<InternalRow> byRows(
      JoinPart part, Iterator<UnsafeRow> spine, Iterator<UnsafeRow> table, int level) {
    SplitRows spineParts = opened(SplitRows.inTurn());
    SplitRows wholeTable = opened(SplitRows.whole());
    part.moveTo(spineParts, spine, wholeTable, table);
    spilled.add(spineParts.finish() + wholeTable.finish());
    return inParts(spineParts, i -> wholeTable.part(0), level);
  }

  private Iterator<InternalRow> inParts(
      SplitRows spineParts, IntFunction<SpilledRows> tablePart, int level) {
    return Iterator$.MODULE$
        .range(0, SplitRows.PARTS)
        .flatMap(
            i -> {
              SpilledRows spine = spineParts.part((int) i);
              return join(
                  spine.read(task.spine().size()),
                  tablePart.apply((int) i).read(task.table().size()),
                  level + 1,
                  spine.size() <= 1);
            });
  }

  private SplitRows opened(SplitRows rows) {
    open.push(rows::close);
    return rows;
  }
}
