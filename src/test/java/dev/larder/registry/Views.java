package dev.larder.registry;

import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.testing.FeatureViews;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Feature views for tests. */
final class Views {
  private Views() {}

  /** A view of strings with one join key, without a source. */
  static FeatureView view(String name, String joinKey, String... features) {
    return FeatureViews.view(
        name,
        Duration.ZERO,
        List.of(new Field(joinKey, ValueType.STRING)),
        null,
        Stream.of(features).map(f -> new Field(f, ValueType.STRING)).toList());
  }
}
