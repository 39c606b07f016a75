package dev.larder.feature;

import dev.larder.UserException;
import java.util.List;
import java.util.Map;

/**
 * A named set of features: what a model asks for.
 *
 * @param unsupported what about it Larder cannot do as Feast does, in words; null where it can
 */
public record FeatureService(
    String name,
    List<FeatureViewProjection> projections,
    String description,
    Map<String, String> tags,
    String owner,
    String unsupported) {

  public FeatureService {
    projections = List.copyOf(projections);
    tags = Map.copyOf(tags);
  }

  /**
   * This service, fit for use.
   *
   * @throws UserException where it, or a view of it, needs what Larder cannot do as Feast does
   */
  public FeatureService requireSupported() {
    if (unsupported != null) {
      throw new UserException("feature service " + name, unsupported);
    }
    projections.forEach(FeatureViewProjection::requireSupported);
    return this;
  }
}
