package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureFieldsTest {
  @ParameterizedTest
  @CsvSource({
    "driver_hourly_stats, conv_rate, 6160e3da",
    "driver_hourly_stats, acc_rate, fa5e58ad",
    "driver_hourly_stats, avg_daily_trips, 18a5e5a3",
    "driver_hourly_stats_v2, conv_rate, bfac5cd4",
    "feature_view_1, feature_10, 266d5f39",
    "feature_view_1, feature_11, c3379abf",
    "feature_view_1, feature_12, 7772b564",
  })
  void hashesFeatureNamesAsFeast(String view, String feature, String hex) {
    FeatureFields fields = new FeatureFields(view, List.of(new Field(feature, ValueType.FLOAT)));
    assertThat(HexFormat.of().formatHex(fields.feature(0))).isEqualTo(hex);
  }

  @Test
  void theTimestampComesFirstAndIsPlainText() {
    FeatureFields fields =
        new FeatureFields(
            "stats", List.of(new Field("a", ValueType.INT64), new Field("b", ValueType.INT64)));
    assertThat(fields.timestamp()).isEqualTo("_ts:stats".getBytes(StandardCharsets.UTF_8));
    assertThat(fields.all())
        .isDeepEqualTo(new byte[][] {fields.timestamp(), fields.feature(0), fields.feature(1)});
  }
}
