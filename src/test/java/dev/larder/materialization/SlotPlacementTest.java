package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.online.HashSlot;
import dev.larder.testing.SharedSpark;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class SlotPlacementTest {
  /** Three masters, the last of them with slots in two ranges, and one slot that none serves. */
  private static final List<int[]> MASTERS =
      List.of(
          IntStream.range(0, 5000).toArray(),
          IntStream.range(5000, 11_000).toArray(),
          IntStream.concat(IntStream.range(11_001, 12_000), IntStream.range(12_000, 16_384))
              .toArray());

  @Test
  void everyPartitionThatSparkMakesHoldsSlotsOfOneMasterAndNoneIsEmpty() {
    SlotPlacement placement = SlotPlacement.over(MASTERS, 2);
    assertThat(placement.partitions()).isEqualTo(6);
    int[] values = IntStream.range(0, HashSlot.COUNT).map(placement::partitionValue).toArray();
    List<Row> placed =
        SharedSpark.session()
            .range(HashSlot.COUNT)
            .toDF("slot")
            .withColumn(
                "p",
                functions.element_at(
                    functions.lit(values), functions.expr("CAST(slot AS INT) + 1")))
            .repartition(6, functions.col("p"))
            .select(functions.spark_partition_id(), functions.col("slot"))
            .collectAsList();

    List<Set<Integer>> mastersOfPartitions =
        IntStream.range(0, 6).<Set<Integer>>mapToObj(p -> new TreeSet<>()).toList();
    for (Row row : placed) {
      mastersOfPartitions.get(row.getInt(0)).add(master((int) row.getLong(1)));
    }
    assertThat(mastersOfPartitions).allSatisfy(masters -> assertThat(masters).isNotEmpty());
    Set<Integer> ofOneMaster = new HashSet<>();
    mastersOfPartitions.forEach(
        masters -> {
          masters.remove(-1);
          assertThat(masters).hasSize(1);
          ofOneMaster.addAll(masters);
        });
    assertThat(ofOneMaster).containsExactlyInAnyOrder(0, 1, 2);
  }

  private static int master(int slot) {
    for (int master = 0; master < MASTERS.size(); master++) {
      if (IntStream.of(MASTERS.get(master)).anyMatch(s -> s == slot)) {
        return master;
      }
    }
    return -1;
  }
}
