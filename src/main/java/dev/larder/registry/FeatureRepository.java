package dev.larder.registry;

import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureStoreConfig;
import java.util.Optional;

/**
 * A feature repository as a command sees it: its configuration, its definitions in YAML, and its
 * registry.
 */
public final class FeatureRepository {
  private FeatureRepository() {}

  /**
   * Reads the configuration; definitions and registry are read when they are asked for.
   *
   * @param directory the feature repository
   * @param featureStoreYaml another file than the directory's {@code feature_store.yaml}; null for
   *     that
   * @throws UserException where the configuration is missing or wrong
   */
  public static FeatureRepository open(String directory, String featureStoreYaml) {
    return null;
  }

  public FeatureStoreConfig config() {
    return null;
  }

  /** What {@code features.yaml} says; empty where there is none. */
  public Optional<Definitions> definitions() {
    return null;
  }

  public RegistryFile registry() {
    return null;
  }
}
