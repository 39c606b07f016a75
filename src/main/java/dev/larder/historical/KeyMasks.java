package dev.larder.historical;

import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.report.Mask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** What one report shows of join keys: an entity's keys are called the same in all its views. */
final class KeyMasks {
  private final Definitions definitions;
  private final Map<String, Mask> masks = new HashMap<>();

  KeyMasks(Definitions definitions) {
    this.definitions = definitions;
  }

  /**
   * A key as it is shown.
   *
   * @param row begins with the view's join keys, in its order
   */
  String shown(FeatureView view, Row row) {
    List<String> parts = new ArrayList<>();
    for (Field key : view.entityColumns()) {
      parts.add(mask(key.name()).apply(row.get(parts.size())));
    }
    return String.join(", ", parts);
  }

  private Mask mask(String joinKey) {
    return masks.computeIfAbsent(
        joinKey,
        name ->
            new Mask(
                definitions.entities().values().stream()
                    .anyMatch(entity -> entity.joinKey().equals(name) && entity.isSensitive())));
  }
}
