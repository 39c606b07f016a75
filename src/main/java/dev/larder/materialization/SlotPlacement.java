package dev.larder.materialization;

import dev.larder.online.HashSlot;
import dev.larder.online.RedisClient;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Which partition a hash slot's rows go to, and which task takes it: each partition holds slots of
 * one master only, so few that it needs little memory, and each master has as many tasks as may
 * write to it at the same time. Only a plan: slots may move before the rows are written, so that
 * the writer still routes every row by its slot.
 */
final class SlotPlacement implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The seed of Spark's hash partitioning. */
  private static final int SEED = 42;

  /** So that of a million rows some five thousand are in each, of fewer than a hundred slots. */
  private static final int PARTITIONS_PER_MASTER = 64;

  private final int[] partitionValues;
  private final int masters;
  private final int partitionsPerMaster;
  private final int writersPerMaster;

  private SlotPlacement(
      int[] partitionValues, int masters, int partitionsPerMaster, int writersPerMaster) {
    this.partitionValues = partitionValues;
    this.masters = masters;
    this.partitionsPerMaster = partitionsPerMaster;
    this.writersPerMaster = writersPerMaster;
  }

  /**
   * A placement over the masters as they are.
   *
   * @throws dev.larder.UserException where a slot has none
   */
  static SlotPlacement over(RedisClient client, int writersPerMaster) {
    return over(
        client.masters().stream().map(RedisClient.Master::slots).toList(), writersPerMaster);
  }

  /**
   * A placement over masters.
   *
   * @param slotsOfMasters the slots that each master serves; a slot that none serves goes to the
   *     first partition
   */
  static SlotPlacement over(List<int[]> slotsOfMasters, int writersPerMaster) {
    int perMaster = Math.max(PARTITIONS_PER_MASTER, writersPerMaster);
    int[] values = valuesOfPartitions(slotsOfMasters.size() * perMaster);
    int[] partitionValues = new int[HashSlot.COUNT];
    Arrays.fill(partitionValues, values[0]);
    for (int master = 0; master < slotsOfMasters.size(); master++) {
      int[] slots = slotsOfMasters.get(master);
      for (int i = 0; i < slots.length; i++) {
        int part = (int) ((long) i * perMaster / slots.length);
        partitionValues[slots[i]] = values[master * perMaster + part];
      }
    }
    return new SlotPlacement(partitionValues, slotsOfMasters.size(), perMaster, writersPerMaster);
  }

  /** The number of partitions to exchange into. */
  int partitions() {
    return masters * partitionsPerMaster;
  }

  /** The value by which Spark's hash partitioning sends a slot's rows to their partition. */
  int partitionValue(int slot) {
    return partitionValues[slot];
  }

  /**
   * The partitions of each task. One task of every master comes before the second of any, so that
   * few executors do not leave some masters without work.
   */
  List<int[]> tasks() {
    List<int[]> tasks = new ArrayList<>();
    for (int writer = 0; writer < writersPerMaster; writer++) {
      for (int master = 0; master < masters; master++) {
        int start = master * partitionsPerMaster;
        tasks.add(
            IntStream.range(
                    start + writer * partitionsPerMaster / writersPerMaster,
                    start + (writer + 1) * partitionsPerMaster / writersPerMaster)
                .toArray());
      }
    }
    return tasks;
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
