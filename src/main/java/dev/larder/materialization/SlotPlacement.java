package dev.larder.materialization;

import dev.larder.online.HashSlot;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Which partition a hash slot's rows go to: each partition holds slots of one master only, and each
 * master has as many partitions as may write to it at the same time. Only a plan: slots may move
 * before the rows are written, so that the writer still routes every row by its slot.
 */
final class SlotPlacement implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The seed of Spark's hash partitioning. */
  private static final int SEED = 42;

  private final int[] partitionValues;
  private final int partitions;

  private SlotPlacement(int[] partitionValues, int partitions) {
    this.partitionValues = partitionValues;
    this.partitions = partitions;
  }

  /**
   * A placement over masters.
   *
   * @param slotsOfMasters the slots that each master serves; a slot that none serves goes to the
   *     first partition
   */
  static SlotPlacement over(List<int[]> slotsOfMasters, int writersPerMaster) {
    int partitions = slotsOfMasters.size() * writersPerMaster;
    int[] values = valuesOfPartitions(partitions);
    int[] partitionValues = new int[HashSlot.COUNT];
    Arrays.fill(partitionValues, values[0]);
    for (int master = 0; master < slotsOfMasters.size(); master++) {
      int[] slots = slotsOfMasters.get(master);
      for (int i = 0; i < slots.length; i++) {
        int writer = (int) ((long) i * writersPerMaster / slots.length);
        partitionValues[slots[i]] = values[master * writersPerMaster + writer];
      }
    }
    return new SlotPlacement(partitionValues, partitions);
  }

  /** The number of partitions to exchange into. */
  int partitions() {
    return partitions;
  }

  /** The value by which Spark's hash partitioning sends a slot's rows to their partition. */
  int partitionValue(int slot) {
    return partitionValues[slot];
  }

  /**
   * For each partition, a number that Spark's hash partitioning puts there: Spark has no expression
   * for a partition's id.
   */
  private static int[] valuesOfPartitions(int partitions) {
    int[] values = new int[partitions];
    boolean[] found = new boolean[partitions];
    int missing = partitions;
    for (int value = 0; missing > 0; value++) {
      int partition = Math.floorMod(Murmur3_x86_32.hashInt(value, SEED), partitions);
      if (!found[partition]) {
        found[partition] = true;
        values[partition] = value;
        missing--;
      }
    }
    return values;
  }
}
