package dev.larder.serving;

import dev.larder.feature.FeatureViewProjection;
import java.util.List;
import java.util.Map;

/** Where the features of entity rows come from: {@link OnlineFeatures}, but for tests. */
@FunctionalInterface
public interface OnlineReader {
  /**
   * The stored values.
   *
   * @param entityRows by column name; each has the {@link FeatureViewProjection#entityRowColumns()}
   *     of the projections, and nothing else
   * @return for each entity row the values in the order of the projections and of their features
   */
  List<List<FeatureValue>> read(
      List<FeatureViewProjection> projections, List<Map<String, Object>> entityRows);
}
