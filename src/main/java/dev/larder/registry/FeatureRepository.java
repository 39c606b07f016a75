package dev.larder.registry;

import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureStoreYaml;
import dev.larder.feature.FeaturesYaml;
import dev.larder.storage.StoredFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A feature repository as a command sees it: its configuration, its definitions in YAML, and its
 * registry.
 */
public final class FeatureRepository {
  private static final String CONFIG_FILE = "feature_store.yaml";
  private static final String DEFINITIONS_FILE = "features.yaml";
  private static final Pattern URI = Pattern.compile("file:.*|[A-Za-z][A-Za-z0-9+.-]*://.*");

  private final FeatureStoreConfig config;

  private FeatureRepository(FeatureStoreConfig config) {
    this.config = config;
  }

  /**
   * Reads the configuration; definitions and registry are read when they are asked for.
   *
   * @param directory the feature repository
   * @param featureStoreYaml another file than the directory's {@code feature_store.yaml}; null for
   *     that
   * @throws UserException where the configuration is missing or wrong
   */
  public static FeatureRepository open(String directory, String featureStoreYaml) {
    String location = featureStoreYaml == null ? resolve(directory, CONFIG_FILE) : featureStoreYaml;
    StoredFile file = StoredFile.of(location);
    String text =
        file.read()
            .map(content -> text(file, content))
            .orElseThrow(
                () ->
                    new UserException(
                        location,
                        "There is no such file. 'larder init DIR' makes a feature repository;"
                            + " '--chdir DIR' (-c) names one."));
    return new FeatureRepository(FeatureStoreYaml.read(directory, location, text));
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
    StoredFile file = StoredFile.of(resolve(config.directory(), DEFINITIONS_FILE));
    return file.read()
        .map(content -> FeaturesYaml.read(config.project(), file.location(), text(file, content)));
  }

  /** The registry that the configuration names; the file need not exist. */
  public RegistryFile registry() {
    return new RegistryFile(StoredFile.of(resolve(config.directory(), config.registry())), config);
  }

  private static String resolve(String directory, String path) {
    if (URI.matcher(path).matches() || Path.of(path).isAbsolute()) {
      return path;
    }
    if (URI.matcher(directory).matches()) {
      return directory.endsWith("/") ? directory + path : directory + "/" + path;
    }
    return Path.of(directory).resolve(path).normalize().toString();
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
