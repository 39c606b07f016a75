package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.online.WritePolicy.Rule;
import dev.larder.testing.SharedRedisCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimated memory, against what the servers of the shared cluster use. */
class HashSizeTest {
  private static final int ROWS = 20_000;

  @BeforeEach
  void emptyTheCluster() {
    SharedRedisCluster.flush();
  }

  private static FeatureFields fields(String view, int features) {
    return new FeatureFields(
        view,
        IntStream.range(0, features)
            .mapToObj(f -> new Field("feature_" + f, ValueType.BYTES))
            .toList());
  }

  private static HashBatch rows(int features, int valueLength) {
    HashBatch batch = new HashBatch(features);
    for (int row = 0; row < ROWS; row++) {
      batch.add(row + 1);
      batch
          .bytes()
          .put("an entity of 30 bytes, %07d".formatted(row).getBytes(StandardCharsets.UTF_8));
      batch.end();
      EventTimestamp.write(batch.bytes(), 1_600_000_000_000_000L + row);
      batch.end();
      for (int f = 0; f < features; f++) {
        batch.bytes().grow(valueLength);
        batch.end();
      }
    }
    return batch;
  }

  /** What writing adds, by the estimate and by the servers. */
  private static double ratio(
      FeatureFields fields, HashBatch rows, boolean exists, long keyTtlSeconds) {
    long estimate = 0;
    for (int row = 0; row < rows.size(); row++) {
      estimate += HashSize.memory(fields, rows, row, exists, keyTtlSeconds > 0);
    }
    long before = used();
    WritePolicy policy =
        new WritePolicy(
            Duration.ofSeconds(5), Duration.ofSeconds(30), 1000, Rule.NEWER, keyTtlSeconds, 0, 0);
    try (HashWriter writer =
        new HashWriter(SharedRedisCluster.target(), fields, policy, counts -> {})) {
      writer.write(rows);
    }
    return (double) estimate / (used() - before);
  }

  private static long used() {
    try (RedisClient client = SharedRedisCluster.client()) {
      return client.masters().stream()
          .mapToLong(master -> client.memory(master.node()).usedBytes())
          .sum();
    }
  }

  @ParameterizedTest
  @CsvSource({"9, 2, 0", "9, 8, 0", "9, 8, 1000", "29, 5, 0", "99, 5, 0", "1, 60, 0"})
  void aPackedHashTakesWhatWasEstimated(int features, int valueLength, long keyTtlSeconds) {
    double ratio =
        ratio(fields("view", features), rows(features, valueLength), false, keyTtlSeconds);
    assertThat(ratio).isBetween(0.8, 1.25);
  }

  @ParameterizedTest
  @CsvSource({"9, 65", "2, 500"})
  void aTableTakesWhatWasEstimated(int features, int valueLength) {
    assertThat(ratio(fields("view", features), rows(features, valueLength), false, 0))
        .isBetween(0.75, 1.3);
  }

  @Test
  void anotherViewInTheSameHashesTakesLess() {
    FeatureFields first = fields("first", 9);
    ratio(first, rows(9, 8), false, 0);
    assertThat(ratio(fields("second", 9), rows(9, 8), true, 0)).isBetween(0.75, 1.35);
  }

  @Test
  void thePayloadIsTheKeyAndAllNamesAndValues() {
    HashBatch rows = rows(2, 7);
    int time = EventTimestamp.encode(1_600_000_000_000_000L + 3).length;
    assertThat(HashSize.payload(fields("view", 2), rows, 3))
        .isEqualTo(30 + "_ts:view".length() + time + 2 * (4 + 7));
  }
}
