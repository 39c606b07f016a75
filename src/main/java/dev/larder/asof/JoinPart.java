package dev.larder.asof;

import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.ExternalAppendOnlyUnsafeRowArray;
import org.apache.spark.storage.BlockManager;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** The spine's rows of a part of the keys (spilled by Spark where they must be) and their index. */
final class JoinPart implements AutoCloseable {
  private static final int ROWS_OUTSIDE_PAGES = 1024;
  private static final long PAGE_BYTES = 4 << 20;

  private final JoinRows rows;
  private final ExternalAppendOnlyUnsafeRowArray kept;
  private final SlotIndex index;
  private UnsafeRow refused;

  JoinPart(JoinRows rows, JoinTask task, TaskMemoryManager memory, long maxIndexBytes) {
    this.rows = rows;
    BlockManager blocks = SparkEnv.get().blockManager();
    this.kept =
        new ExternalAppendOnlyUnsafeRowArray(
            memory,
            blocks,
            blocks.serializerManager(),
            TaskContext.get(),
            ROWS_OUTSIDE_PAGES,
            Math.min(PAGE_BYTES, memory.pageSizeBytes()),
            ROWS_OUTSIDE_PAGES,
            Integer.MAX_VALUE);
    this.index = new SlotIndex(memory, maxIndexBytes, rows.age(), task.table().size());
  }

  /**
   * Takes all rows in; whether there was memory for it. Then {@link #output} may follow, or {@link
   * #moveTo}, as it must where there was not.
   */
  boolean take(Iterator<UnsafeRow> spine, Iterator<UnsafeRow> table) {
    while (spine.hasNext()) {
      UnsafeRow row = spine.next();
      kept.add(row);
      if (!add(row)) {
        return false;
      }
    }
    if (!index.seal()) {
      return false;
    }
    while (!index.isEmpty() && table.hasNext()) {
      UnsafeRow row = table.next();
      if (!offer(row)) {
        refused = row;
        return false;
      }
    }
    return true;
  }

  /** Makes the row of the spine a slot; whether there was memory for it. */
  private boolean add(UnsafeRow spineRow) {
    UnsafeRow key = rows.keyOf(spineRow);
    return index.add(key, key == null ? 0 : rows.timeOf(spineRow));
  }

  /** Offers a row of the table for the first slot that may see it. Later slots inherit it. */
  private boolean offer(UnsafeRow tableRow) {
    UnsafeRow key = rows.tableKeyOf(tableRow);
    return key == null || index.offer(key, rows.visibleFrom(tableRow), tableRow);
  }

  /** The number of keys of the spine's rows so far. */
  int keys() {
    return index.keys();
  }

  /** Puts all rows, those taken and those still to come, to others, and gives the memory back. */
  void moveTo(
      SplitRows spineParts,
      Iterator<UnsafeRow> spine,
      SplitRows tableParts,
      Iterator<UnsafeRow> table) {
    if (refused != null) {
      tableParts.add(refused);
    }
    // What the slots hold stands for all rows of the table so far: no other can win any more.
    tableParts.addAll(index.winners());
    index.close();
    tableParts.addAll(table);
    spineParts.addAll(kept.generateIterator());
    kept.clear();
    spineParts.addAll(spine);
  }

  /** Whether what consumes the output in the same task, a shuffle say, would find memory. */
  boolean leavesRoom() {
    return index.leavesRoom();
  }

  Iterator<InternalRow> output() {
    index.inherit();
    Iterator<UnsafeRow> spine = kept.generateIterator();
    return new AbstractIterator<>() {
      private int place;

      @Override
      public boolean hasNext() {
        if (spine.hasNext()) {
          return true;
        }
        close();
        return false;
      }

      @Override
      public InternalRow next() {
        UnsafeRow row = spine.next();
        boolean none = index.isWithoutSlot(place);
        UnsafeRow found = none ? null : index.find(place, rows.timeOf(row));
        place++;
        return rows.output(row, found);
      }
    };
  }

  @Override
  public void close() {
    index.close();
    kept.clear();
  }
}
