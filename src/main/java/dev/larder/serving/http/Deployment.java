package dev.larder.serving.http;

import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.model.PortableModel;
import dev.larder.serving.FeatureLookup;
import dev.larder.serving.Scoring;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is served at one moment. */
final class Deployment {
  /** More than that many ways to ask for features are looked up each time. */
  private static final int MOST_LOOKUPS = 1000;

  private final FeatureStoreConfig config;
  private final Definitions definitions;
  private final PortableModel model;
  private final Scoring scoring;
  private final FeatureLookup ofModel;
  private final Map<Asked, FeatureLookup> lookups = new ConcurrentHashMap<>();

  /**
   * @throws UserException where the project lacks features of the model
   */
  Deployment(FeatureStoreConfig config, Definitions definitions, PortableModel model) {
    this.config = config;
    this.definitions = definitions;
    this.model = model;
    this.scoring = Scoring.of(model, definitions);
    this.ofModel = FeatureLookup.of(config, scoring.projections());
  }

  private record Asked(String featureService, List<String> features) {}

  boolean isOf(Definitions otherDefinitions, PortableModel otherModel) {
    return definitions.equals(otherDefinitions) && model.equals(otherModel);
  }

  Definitions definitions() {
    return definitions;
  }

  PortableModel model() {
    return model;
  }

  Scoring scoring() {
    return scoring;
  }

  /** The features of the model. */
  FeatureLookup lookup() {
    return ofModel;
  }

  /**
   * Features by a service or by name.
   *
   * @throws UserException where there are no such ones
   */
  FeatureLookup lookup(String featureService, List<String> features) {
    Asked asked = new Asked(featureService, features);
    FeatureLookup known = lookups.get(asked);
    if (known == null) {
      known = FeatureLookup.of(config, definitions.resolve(featureService, features));
      if (lookups.size() < MOST_LOOKUPS) {
        lookups.put(asked, known);
      }
    }
    return known;
  }
}
