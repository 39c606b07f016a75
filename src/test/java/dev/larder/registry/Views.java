package dev.larder.registry;

import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Feature views for tests. */
final class Views {
  private Views() {}

  /** A view of strings with one join key, without a source. */
  static FeatureView view(String name, String joinKey, String... features) {
    return new FeatureView(
        name,
        List.of(joinKey),
        List.of(new Field(joinKey, ValueType.STRING)),
        Stream.of(features).map(f -> new Field(f, ValueType.STRING)).toList(),
        Duration.ZERO,
        null,
        true,
        false,
        0,
        "",
        Map.of(),
        "",
        null);
  }
}
