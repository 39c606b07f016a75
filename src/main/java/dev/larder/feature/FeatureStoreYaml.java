package dev.larder.feature;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig.RegistryConfig;
import dev.larder.storage.S3PutArguments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Reads {@code feature_store.yaml}: every key that Feast 0.67 knows (its {@code RepoConfig}), and
 * the block {@code larder:}. Feast lets unknown keys of the top level pass; here they are mistakes.
 * Blocks that only Feast's Python uses are not looked into.
 */
public final class FeatureStoreYaml {
  private static final List<String> KEYS =
      List.of(
          "project",
          "project_description",
          "provider",
          "registry",
          "online_store",
          "offline_store",
          "batch_engine",
          "batch_engine_config",
          "auth",
          "feature_server",
          "embedding_model",
          "flags",
          "repo_path",
          "entity_key_serialization_version",
          "coerce_tz_aware",
          "materialization",
          "openlineage",
          "mlflow",
          "data_quality_monitoring",
          "larder");
  private static final List<String> REGISTRY_KEYS =
      List.of(
          "registry_type",
          "registry_store_type",
          "path",
          "cache_ttl_seconds",
          "cache_mode",
          "s3_additional_kwargs",
          "purge_feast_metadata",
          "enable_online_feature_view_versioning",
          "serve_features_while_materializing",
          "mcp");
  private static final List<String> PROVIDERS =
      List.of("local", "aws", "gcp", "azure", "chronon", "unity_catalog");
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][\\w-]*");

  private final YamlMapping root;

  private FeatureStoreYaml(YamlMapping root) {
    this.root = root.allow(KEYS);
  }

  /**
   * The configuration that the text says, with {@code $VAR} and {@code ${VAR}} from the process's
   * environment; a variable that is not set stays as it stands, as in Feast.
   *
   * @param directory the feature repository
   * @param file the file's name, for messages
   * @throws UserException with everything that is wrong, each with file, line and column
   */
  public static FeatureStoreConfig read(String directory, String file, String text) {
    return read(directory, file, text, System.getenv());
  }

  static FeatureStoreConfig read(
      String directory, String file, String text, Map<String, String> environment) {
    YamlDocument document = new YamlDocument(file, text, environment);
    FeatureStoreConfig config = new FeatureStoreYaml(document.root()).config(directory);
    document.throwProblems();
    return config;
  }

  private FeatureStoreConfig config(String directory) {
    checkProvider();
    return new FeatureStoreConfig(
        directory,
        project(),
        registry(),
        OnlineStoreYaml.read(root),
        OfflineStoreYaml.read(root),
        (int) root.wholeNumber("entity_key_serialization_version", 3, 1, 3),
        settings());
  }

  private void checkProvider() {
    root.text("provider")
        .filter(provider -> !PROVIDERS.contains(provider) && provider.indexOf('.') < 0)
        .ifPresent(
            provider ->
                root.problem(
                    "provider",
                    "Feast has no provider '"
                        + provider
                        + "'."
                        + DidYouMean.hint(provider, PROVIDERS)));
  }

  private String project() {
    String project = root.requiredText("project");
    if (!project.isBlank() && !PROJECT.matcher(project).matches()) {
      root.problem(
          "project",
          "A project's name has letters, digits, '_' and '-', and starts with a letter or a digit;"
              + " found '"
              + project
              + "'.");
    }
    return project;
  }

  private RegistryConfig registry() {
    if (!(root.value("registry").orElse(null) instanceof MappingNode)) {
      return RegistryConfig.at(root.requiredText("registry"));
    }
    YamlMapping block = root.mapping("registry").orElseThrow().allow(REGISTRY_KEYS);
    block
        .text("registry_type")
        .filter(type -> !type.equals("file"))
        .ifPresent(
            type ->
                block.problem(
                    "registry_type",
                    "A registry of the type '"
                        + type
                        + "' cannot be used; expected 'file': one file on disk or in S3."));
    return new RegistryConfig(
        block.requiredText("path"),
        block.flag("enable_online_feature_view_versioning", false),
        new S3PutArguments(
            block
                .mapping("s3_additional_kwargs")
                .map(arguments -> arguments.allow(S3PutArguments.names()).texts())
                .orElse(Map.of())));
  }

  private Settings settings() {
    Map<String, String> texts = new LinkedHashMap<>();
    root.mapping("larder")
        .map(block -> block.allow(Settings.KEYS))
        .ifPresent(
            block ->
                block
                    .texts()
                    .forEach(
                        (key, text) -> {
                          checkSetting(block, key, text);
                          texts.put(key, text);
                        }));
    return Settings.of(texts);
  }

  private static void checkSetting(YamlMapping block, String key, String text) {
    try {
      Settings.of(Map.of(key, text)).requireValid();
    } catch (UserException e) {
      block.problem(key, e.problems().get(0).message());
    }
  }
}
