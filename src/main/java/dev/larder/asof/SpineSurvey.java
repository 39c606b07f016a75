package dev.larder.asof;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;

/**
 * What one pass over a spine finds out about its keys before it is joined.
 *
 * @param slots all its slots; null where they would be too many
 */
record SpineSurvey(PackedSlots slots, HotKeys hotKeys) {
  private static final int SAMPLE = 20_000;

  /** Spreads the numbers of rows over all 64 bits. */
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /**
   * What a task found.
   *
   * @param slots hash and time of each row in turn
   * @param sample the hashes of some rows
   * @param sampledWithoutKey how many of the sampled rows have none
   */
  private record Found(long[] slots, long[] sample, int sampledWithoutKey)
      implements Serializable {}

  /**
   * What a task looks for.
   *
   * @param withSlots whether slots are to be collected
   * @param threshold which part of all unsigned numbers is in the sample
   */
  private record Search(boolean withSlots, long threshold) implements Serializable {
    Found in(Iterator<InternalRow> rows) {
      LongStream.Builder slots = LongStream.builder();
      LongStream.Builder sample = LongStream.builder();
      int sampledWithoutKey = 0;
      for (long number = 0; rows.hasNext(); number++) {
        InternalRow row = rows.next();
        boolean sampled = Long.compareUnsigned(number * GOLDEN_RATIO, threshold) <= 0;
        if (row.isNullAt(0)) {
          sampledWithoutKey += sampled ? 1 : 0;
          continue;
        }
        if (withSlots && !row.isNullAt(1)) {
          slots.add(row.getLong(0)).add(row.getLong(1));
        }
        if (sampled) {
          sample.add(row.getLong(0));
        }
      }
      return new Found(slots.build().toArray(), sample.build().toArray(), sampledWithoutKey);
    }
  }

  /**
   * Reads the keys and times of a spine.
   *
   * @param hash of the keys, null where one of them is
   */
  static SpineSurvey of(AsOfSpine spine, Column hash, AsOfSettings settings) {
    Search search =
        new Search(
            spine.count() <= settings.maxPushedSlots(),
            spine.count() <= SAMPLE ? -1 : Long.divideUnsigned(-1, spine.count()) * SAMPLE);
    List<Found> found =
        spine
            .rows()
            .select(hash, functions.col(spine.time()))
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(rows -> List.of(search.in(rows)).iterator())
            .collect();
    return new SpineSurvey(
        search.withSlots() ? SlotPacker.pack(found.stream().map(Found::slots).toList()) : null,
        hotKeys(
            found,
            spine.count(),
            spine.rows().sparkSession().sessionState().conf().numShufflePartitions(),
            settings.minHotRows()));
  }

  /** Keys that alone would fill a partition, in twice the parts that would make it even. */
  private static HotKeys hotKeys(List<Found> found, long rows, int partitions, long minRows) {
    long[] sample = found.stream().flatMapToLong(f -> Arrays.stream(f.sample())).sorted().toArray();
    int withoutKey = found.stream().mapToInt(Found::sampledWithoutKey).sum();
    double all = sample.length + withoutKey;
    Map<Long, Integer> parts = new TreeMap<>();
    int first = 0;
    for (int i = 1; i <= sample.length; i++) {
      if (i == sample.length || sample[i] != sample[first]) {
        int spread = parts((i - first) / all, rows, partitions, minRows);
        if (spread > 1) {
          parts.put(sample[first], spread);
        }
        first = i;
      }
    }
    return new HotKeys(parts, parts(withoutKey / all, rows, partitions, minRows));
  }

  private static int parts(double share, long rows, int partitions, long minRows) {
    boolean hot = share * partitions >= 1 && share * rows >= minRows;
    return hot ? (int) Math.ceil(2 * share * partitions) : 1;
  }
}
