package dev.larder.registry;

import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RegistryConfig;
import dev.larder.feature.FeatureStoreYaml;
import dev.larder.feature.FeaturesYaml;
import dev.larder.storage.StoredFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A feature repository as a command sees it: its configuration, its definitions in YAML, and its
 * registry.
 */
public final class FeatureRepository {
  private static final String CONFIG_FILE = "feature_store.yaml";
  private static final String DEFINITIONS_FILE = "features.yaml";

  private final FeatureStoreConfig config;

  private FeatureRepository(FeatureStoreConfig config) {
    this.config = config;
  }

  /**
   * Reads the configuration; definitions and registry are read when they are asked for.
   *
   * @param directory the feature repository: a directory, or {@code s3://bucket/prefix}
   * @param featureStoreYaml another file than the directory's {@code feature_store.yaml}; null for
   *     that
   * @throws UserException where the configuration is missing or wrong
   */
  public static FeatureRepository open(String directory, String featureStoreYaml) {
    StoredFile file =
        featureStoreYaml == null
            ? StoredFile.in(directory, CONFIG_FILE)
            : StoredFile.of(featureStoreYaml);
    String text =
        file.read()
            .map(content -> text(file, content))
            .orElseThrow(
                () ->
                    new UserException(
                        file.location(),
                        "There is no such file. 'larder init DIR' makes a feature repository;"
                            + " '--chdir DIR' (-c) names one."));
    return new FeatureRepository(FeatureStoreYaml.read(directory, file.location(), text));
  }

  public FeatureStoreConfig config() {
    return config;
  }

  /**
   * What {@code features.yaml} says; empty where there is none.
   *
   * @throws UserException with everything that is wrong in it
   */
  public Optional<Definitions> definitions() {
    StoredFile file = StoredFile.in(config.directory(), DEFINITIONS_FILE);
    return file.read()
        .map(content -> FeaturesYaml.read(config.project(), file.location(), text(file, content)));
  }

  /** The registry that the configuration names; the file need not exist. */
  public RegistryFile registry() {
    RegistryConfig registry = config.registry();
    return new RegistryFile(
        StoredFile.in(config.directory(), registry.path(), registry.s3PutArguments()), config);
  }

  private static String text(StoredFile file, StoredFile.Content content) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content.bytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new UserException(file.location(), "The file is not text in UTF-8.", e);
    }
  }
}
