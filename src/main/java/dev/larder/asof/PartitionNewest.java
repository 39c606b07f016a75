package dev.larder.asof;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.util.TaskCompletionListener;
import scala.Function0;
import scala.collection.AbstractIterator;
import scala.collection.GenTraversableOnce;
import scala.collection.Iterator;
import scala.collection.Iterator$;

/**
 * The newest rows of one partition: at once where they fit into memory. Where they do not, what is
 * only to be reduced is handed on as it stands, and the rest goes to disk, split by key, part by
 * part.
 */
final class PartitionNewest {
  /** As in {@link PartitionJoin}. */
  private static final int LAST_LEVEL = 4;

  private interface Resource extends AutoCloseable {
    @Override
    void close();
  }

  private final NewestTask task;
  private final TaskMemoryManager memory;
  private final Deque<Resource> open = new ArrayDeque<>();

  PartitionNewest(NewestTask task, TaskContext context) {
    this.task = task;
    this.memory = context.taskMemoryManager();
    context.addTaskCompletionListener(
        (TaskCompletionListener) ended -> open.forEach(Resource::close));
  }

  /**
   * @param level how often the rows have been split by key
   */
  Iterator<UnsafeRow> newest(Iterator<UnsafeRow> rows, int level) {
    boolean last = level == LAST_LEVEL;
    NewestIndex index =
        new NewestIndex(
            memory, last ? Long.MAX_VALUE : task.scope().maxIndexBytes(), task.age(), task.width());
    open.push(index::close);
    while (rows.hasNext()) {
      UnsafeRow row = rows.next();
      if (!index.offer(task.key().apply(row), row)) {
        if (task.scope().perPartition()) {
          return handedOn(index, row, rows);
        }
        if (last) {
          throw new IllegalStateException("The memory of a task is too small for a few rows.");
        }
        return inParts(index, followedBy(row, rows), level);
      }
    }
    boolean room = last || task.scope().perPartition() || index.leavesRoom();
    return room ? output(index) : inParts(index, rows, level);
  }

  /** The rows so far, then the newest of the rest; a row that does not even fit alone as it is. */
  private Iterator<UnsafeRow> handedOn(
      NewestIndex index, UnsafeRow refused, Iterator<UnsafeRow> rest) {
    UnsafeRow row = refused.copy();
    if (index.isEmpty()) {
      index.close();
      Function0<GenTraversableOnce<UnsafeRow>> others = () -> newest(rest, 0);
      return Iterator$.MODULE$.<UnsafeRow>single(row).$plus$plus(others);
    }
    Function0<GenTraversableOnce<UnsafeRow>> others = () -> newest(followedBy(row, rest), 0);
    return output(index).$plus$plus(others);
  }

  private static Iterator<UnsafeRow> followedBy(UnsafeRow row, Iterator<UnsafeRow> rest) {
    Function0<GenTraversableOnce<UnsafeRow>> others = () -> rest;
    return Iterator$.MODULE$.<UnsafeRow>single(row).$plus$plus(others);
  }

  private Iterator<UnsafeRow> inParts(NewestIndex index, Iterator<UnsafeRow> rest, int level) {
    SplitRows parts = SplitRows.byKey(task.key(), level);
    open.push(parts::close);
    parts.addAll(rest);
    parts.addAll(index.rows());
    index.close();
    task.spilled().add(parts.finish());
    return Iterator$.MODULE$
        .range(0, SplitRows.PARTS)
        .flatMap(i -> newest(parts.part((int) i).read(task.width()), level + 1));
  }

  private static Iterator<UnsafeRow> output(NewestIndex index) {
    Iterator<UnsafeRow> rows = index.rows();
    return new AbstractIterator<>() {
      @Override
      public boolean hasNext() {
        if (rows.hasNext()) {
          return true;
        }
        index.close();
        return false;
      }

      @Override
      public UnsafeRow next() {
        return rows.next();
      }
    };
  }
}
