package dev.larder.testing;

import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.Location;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Feature views and data sources of which most is left at its default. */
public final class FeatureViews {
  private FeatureViews() {}

  /**
   * An online view; each join key is that of an entity with its name.
   *
   * @param source null for none
   */
  public static FeatureView view(
      String name, Duration ttl, List<Field> joinKeys, DataSource source, List<Field> features) {
    return new FeatureView(
        name,
        joinKeys.stream().map(Field::name).toList(),
        joinKeys,
        features,
        ttl,
        source,
        true,
        false,
        0,
        "",
        Map.of(),
        "",
        null);
  }

  /** A source without created times. */
  public static DataSource source(
      String name, Location location, String timestampField, Map<String, String> fieldMapping) {
    return new DataSource(name, location, timestampField, "", "", fieldMapping, "", Map.of(), "");
  }
}
