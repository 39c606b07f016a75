package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.online.HashSlot;
import dev.larder.testing.SharedSpark;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  private final SlotPlacement placement = SlotPlacement.over(MASTERS, 2);

  @Test
  void everyPartitionThatSparkMakesHoldsSlotsOfOneMasterAndNoneIsEmpty() {
    int[] values = IntStream.range(0, HashSlot.COUNT).map(placement::partitionValue).toArray();
    List<Row> placed =
        SharedSpark.session()
            .range(HashSlot.COUNT)
            .toDF("slot")
            .withColumn(
                "p",
                functions.element_at(
                    functions.lit(values), functions.expr("CAST(slot AS INT) + 1")))
            .repartition(placement.partitions(), functions.col("p"))
            .select(functions.spark_partition_id(), functions.col("slot"))
            .collectAsList();

    Map<Integer, Set<Integer>> mastersOfPartitions = new TreeMap<>();
    for (Row row : placed) {
      mastersOfPartitions
          .computeIfAbsent(row.getInt(0), p -> new TreeSet<>())
          .add(master((int) row.getLong(1)));
    }
    assertThat(mastersOfPartitions).hasSize(placement.partitions());
    mastersOfPartitions.values().forEach(masters -> masters.remove(-1));
    assertThat(mastersOfPartitions)
        .allSatisfy(
            (partition, masters) ->
                assertThat(masters).containsExactly(partition / (placement.partitions() / 3)));
  }

  @Test
  void everyMasterHasAsManyTasksAsWritersAndEveryPartitionIsInOne() {
    List<int[]> tasks = placement.tasks();
    assertThat(tasks).hasSize(6);
    assertThat(tasks.stream().flatMapToInt(IntStream::of).sorted().toArray())
        .isEqualTo(IntStream.range(0, placement.partitions()).toArray());
    for (int t = 0; t < tasks.size(); t++) {
      int master = t % 3;
      assertThat(IntStream.of(tasks.get(t)).map(p -> p / (placement.partitions() / 3)).distinct())
          .containsExactly(master);
    }
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
