package dev.larder.asof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedSlotsTest {
  @Test
  void thereIsNothingInNoSlots() {
    int[] found = {7};
    SlotPacker.pack(List.of(new long[0])).find(new long[1], new long[1], found, 1);
    assertThat(found).containsExactly(PackedSlots.NONE);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "40,3", "3000,1", "3000,17", "2000,1600"})
  void findsTheFirstTimeOfAHashFromAnyTimeOn(int slots, int hashes) throws Exception {
    SplittableRandom random = new SplittableRandom(slots);
    long[] pairs = new long[2 * slots];
    for (int i = 0; i < slots; i++) {
      pairs[2 * i] = hash(random.nextInt(hashes));
      pairs[2 * i + 1] = random.nextInt(-5, 50);
    }
    int cut = 2 * (slots / 3);
    PackedSlots packed =
        copy(
            SlotPacker.pack(
                List.of(Arrays.copyOf(pairs, cut), Arrays.copyOfRange(pairs, cut, pairs.length))));
    Map<List<Long>, Integer> slotOf = new HashMap<>();
    for (int i = 0; i < slots; i++) {
      slotOf.put(
          List.of(pairs[2 * i], pairs[2 * i + 1]), find(packed, pairs[2 * i], pairs[2 * i + 1]));
    }
    assertThat(slotOf.values()).doesNotHaveDuplicates().hasSize(packed.size());
    for (int i = 0; i < 500; i++) {
      long hash = hash(random.nextInt(hashes + 2));
      long from = random.nextInt(-8, 55);
      Long time = times(pairs, hash).ceiling(from);
      assertThat(find(packed, hash, from))
          .isEqualTo(time == null ? PackedSlots.NONE : slotOf.get(List.of(hash, time)));
    }
  }

  /** Among others, of which some are found and some are not. */
  private static int find(PackedSlots packed, long hash, long from) {
    long[] hashes = new long[1500];
    Arrays.setAll(hashes, PackedSlotsTest::hash);
    hashes[1400] = hash;
    long[] times = new long[1500];
    times[1400] = from;
    int[] found = new int[1500];
    packed.find(hashes, times, found, 1401);
    return found[1400];
  }

  /** Also 0, which a free entry of the table holds too. */
  private static long hash(int number) {
    return number * 0x10000L;
  }

  private static NavigableSet<Long> times(long[] pairs, long hash) {
    NavigableSet<Long> times = new TreeSet<>();
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i] == hash) {
        times.add(pairs[i + 1]);
      }
    }
    return times;
  }

  /** As an executor gets it. */
  private static PackedSlots copy(PackedSlots slots) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(slots);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (PackedSlots) in.readObject();
    }
  }
}
