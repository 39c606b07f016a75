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
  private static final long PAGE_BYTES = 4 << 20;

  private final ReduceTask task;
  private final Iterator<? extends InternalRow> table;
  private final Candidates candidate;
  private final PackedSlots slots;
  private final WinnerRows winners;
  private final boolean holding;
  private Iterator<UnsafeRow> held;
  private UnsafeRow next;

  SlotReduction(ReduceTask task, Iterator<? extends InternalRow> table, TaskMemoryManager memory) {
    long maxBytes = task.reduction().maxIndexBytes();
    this.task = task;
    this.table = table;
    this.candidate = new Candidates(task);
    this.slots = task.slots().value();
    this.winners =
        new WinnerRows(
            memory,
            Math.min(PAGE_BYTES, Math.min(memory.pageSizeBytes(), maxBytes / 8)),
            new AgeOrder(task.age(), task.columns().output()),
            task.columns().output().size());
    this.holding = slots.size() > 0 && reserve();
  }

  @Override
  public boolean hasNext() {
    while (next == null && held == null) {
      if (table.hasNext()) {
        next = candidate.turnTo(table.next()) ? passedOn() : null;
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

  /** The current row, if it can be neither dropped nor held back. */
  private UnsafeRow passedOn() {
    int slot = slots.find(candidate.hash(), candidate.visibleFrom());
    if (slot == PackedSlots.NONE) {
      return null;
    }
    if (!holding) {
      return candidate.output();
    }
    if (!winners.isFree(slot)) {
      if (!candidate.hasKeyOf(winners.get(slot))) {
        return candidate.output();
      }
      if (candidate.eventTime() < winners.time(slot)) {
        return null;
      }
    }
    UnsafeRow row = candidate.output();
    return keep(slot, row) ? null : row;
  }

  private boolean reserve() {
    return fits(() -> winners.reserve(slots.size()));
  }

  private boolean keep(int slot, UnsafeRow row) {
    return fits(() -> winners.offer(slot, row));
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
