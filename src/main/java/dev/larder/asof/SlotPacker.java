package dev.larder.asof;

import java.util.Arrays;
import java.util.List;

/** Packs the slots of a spine that its tasks have collected. */
final class SlotPacker {
  private final long[] slots;
  private final int count;

  /** The number of the hash of each slot, in the order in which hashes come. */
  private final int[] groupOf;

  private final long[] hashes;
  private int groups;

  private SlotPacker(List<long[]> parts) {
    slots = new long[parts.stream().mapToInt(part -> part.length).sum()];
    int filled = 0;
    for (long[] part : parts) {
      System.arraycopy(part, 0, slots, filled, part.length);
      filled += part.length;
    }
    count = slots.length / 2;
    groupOf = new int[count];
    hashes = new long[count];
  }

  /**
   * Packs slots.
   *
   * @param parts hash and time of each, one slot after the other, in any order and as often as they
   *     come
   */
  static PackedSlots pack(List<long[]> parts) {
    SlotPacker packer = new SlotPacker(parts);
    packer.group();
    return packer.packed();
  }

  private void group() {
    int[] table = new int[PackedSlots.tableSize(count)];
    int mask = table.length - 1;
    for (int i = 0; i < count; i++) {
      long hash = slots[2 * i];
      int entry = (int) hash & mask;
      while (table[entry] != 0 && hashes[table[entry] - 1] != hash) {
        entry = (entry + 1) & mask;
      }
      if (table[entry] == 0) {
        hashes[groups++] = hash;
        table[entry] = groups;
      }
      groupOf[i] = table[entry] - 1;
    }
  }

  private PackedSlots packed() {
    int[] ends = new int[groups + 1];
    for (int i = 0; i < count; i++) {
      ends[groupOf[i] + 1]++;
    }
    Arrays.parallelPrefix(ends, Integer::sum);
    long[] times = new long[count];
    int[] next = ends.clone();
    for (int i = 0; i < count; i++) {
      times[next[groupOf[i]]++] = slots[2 * i + 1];
    }
    int[] firsts = new int[groups + 1];
    int kept = 0;
    for (int group = 0; group < groups; group++) {
      firsts[group] = kept;
      Arrays.sort(times, ends[group], ends[group + 1]);
      for (int i = ends[group]; i < ends[group + 1]; i++) {
        if (i == ends[group] || times[i] != times[i - 1]) {
          // Never ahead of what is read.
          times[kept++] = times[i];
        }
      }
    }
    firsts[groups] = kept;
    return new PackedSlots(Arrays.copyOf(hashes, groups), firsts, Arrays.copyOf(times, kept));
  }
}
