package dev.larder.asof;

import java.util.NoSuchElementException;
import org.apache.spark.memory.SparkOutOfMemoryError;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * Of the rows that a task reads of a table only the newest of each slot: no other row of the same
 * key and slot is ever chosen. A row that is before no time of the spine, or of a key that the
 * spine does not have, is dropped.
 *
 * <p>Slots are found by the hash of the key. So the key of the row that a slot holds is compared: a
 * row of another key is passed on as it is, and so is one for which there is no memory. What is
 * passed on without need is only moved, and loses where the rows of its key come together.
 */
final class SlotReduction extends AbstractIterator<InternalRow> implements AutoCloseable {
  private final ReduceTask task;
  private final Iterator<RowBatch> table;
  private final Candidates candidates;
  private final WinnerRows winners;
  private final boolean holding;
  private int candidate;
  private int count;
  private Iterator<UnsafeRow> held;
  private UnsafeRow next;

  SlotReduction(ReduceTask task, Iterator<RowBatch> table, TaskMemoryManager memory) {
    long maxBytes = task.reduction().maxIndexBytes();
    this.task = task;
    this.table = table;
    this.candidates = new Candidates(task);
    this.winners =
        new WinnerRows(
            memory,
            PinnedMemory.pageBytes(memory, maxBytes),
            new AgeOrder(task.age(), task.columns().output()),
            task.columns().output().size());
    int slots = task.slots().value().size();
    this.holding = fits(() -> winners.reserve(slots));
  }

  @Override
  public boolean hasNext() {
    while (next == null && held == null) {
      if (candidate < count) {
        next = passedOn(candidate++);
      } else if (table.hasNext()) {
        count = candidates.take(table.next(), winners);
        candidate = 0;
      } else {
        held = winners.all();
      }
    }
    if (next == null && held.hasNext()) {
      next = held.next();
    }
    return next != null;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    UnsafeRow row = next;
    next = null;
    task.rows().add(1);
    return row;
  }

  /** The row of a candidate, if it can be neither dropped nor held back. */
  private UnsafeRow passedOn(int number) {
    int slot = candidates.slot(number);
    if (slot == PackedSlots.NONE) {
      return null;
    }
    if (!holding) {
      return candidates.output(number);
    }
    if (!winners.isFree(slot)) {
      if (!candidates.hasKeyOf(number, winners.get(slot))) {
        return candidates.output(number);
      }
      if (candidates.eventTime(number) < winners.time(slot)) {
        return null;
      }
    }
    UnsafeRow row = candidates.output(number);
    return fits(() -> winners.offer(slot, row)) ? null : row;
  }

  private boolean fits(Runnable change) {
    if (winners.getUsed() >= task.reduction().maxIndexBytes()) {
      return false;
    }
    try {
      change.run();
      return true;
    } catch (SparkOutOfMemoryError e) {
      return false;
    }
  }

  @Override
  public void close() {
    winners.free();
  }
}
