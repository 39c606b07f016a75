package dev.larder.feature;

import dev.larder.DidYouMean;
import dev.larder.feature.FeatureStoreConfig.OfflineStoreConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads the block {@code offline_store}: the keys that Feast 0.67's configuration classes of the
 * stores for files, Spark and Redshift know. The stores that Larder does not read from are known by
 * name alone; what they hold is left to Feast.
 */
final class OfflineStoreYaml {
  private static final String BLOCK = "offline_store";
  private static final String STAGING = "s3_staging_location";

  /** The AWS tutorial ends the location with a pattern. */
  private static final Pattern TRAILING = Pattern.compile("/+\\*?$");

  private static final Map<String, List<String>> KEYS =
      Map.of(
          "file", List.of("type"),
          "dask", List.of("type"),
          "duckdb", List.of("type", "staging_location", "staging_location_endpoint_override"),
          "spark", List.of("type", "spark_conf", "staging_location", "region"),
          "redshift",
              List.of(
                  "type",
                  "cluster_id",
                  "user",
                  "workgroup",
                  "region",
                  "database",
                  STAGING,
                  "iam_role"));
  private static final Set<String> OTHER_TYPES =
      Set.of(
          "bigquery",
          "snowflake.offline",
          "trino",
          "postgres",
          "athena",
          "mssql",
          "remote",
          "couchbase.offline",
          "clickhouse",
          "ray",
          "oracle",
          "chronon",
          "hybrid");

  private OfflineStoreYaml() {}

  static OfflineStoreConfig read(YamlMapping root) {
    if (root.value(BLOCK).orElse(null) instanceof ScalarNode) {
      String type = root.textOrEmpty(BLOCK);
      checkType(root, BLOCK, type);
      return new OfflineStoreConfig(type, Map.of());
    }
    return root.mapping(BLOCK)
        .map(OfflineStoreYaml::readBlock)
        .orElseGet(() -> new OfflineStoreConfig("file", Map.of()));
  }

  private static OfflineStoreConfig readBlock(YamlMapping block) {
    String type = block.text("type").orElse("file");
    checkType(block, "type", type);
    if (KEYS.containsKey(type)) {
      block.allow(KEYS.get(type));
    }
    Map<String, String> settings = settings(block, KEYS.containsKey(type));
    if (type.equals("redshift")) {
      checkRedshift(block);
      settings.computeIfPresent(
          STAGING, (key, location) -> TRAILING.matcher(location).replaceAll(""));
    }
    return new OfflineStoreConfig(type, settings);
  }

  /** The block's texts; those of a block within, such as {@code spark_conf}, by dotted names. */
  private static Map<String, String> settings(YamlMapping block, boolean known) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String key : block.names()) {
      Node value = block.value(key).orElseThrow();
      if (value instanceof MappingNode && known) {
        block.texts(key).forEach((name, text) -> settings.put(key + "." + name, text));
      } else if (!key.equals("type") && (known || value instanceof ScalarNode)) {
        block.text(key).ifPresent(text -> settings.put(key, text));
      }
    }
    return settings;
  }

  private static void checkRedshift(YamlMapping block) {
    List.of("region", "database", STAGING, "iam_role").forEach(block::requiredText);
    if (block.has("cluster_id") && block.has("workgroup")) {
      block.problem("workgroup", "Redshift needs either 'cluster_id' or 'workgroup', found both.");
    } else if (!block.has("workgroup") && !(block.has("cluster_id") && block.has("user"))) {
      block.problem(
          "type", "Redshift needs 'cluster_id' and 'user', or 'workgroup' where it is serverless.");
    }
  }

  private static void checkType(YamlMapping mapping, String key, String type) {
    if (!KEYS.containsKey(type) && !OTHER_TYPES.contains(type) && !type.endsWith("OfflineStore")) {
      Set<String> known = new TreeSet<>(OTHER_TYPES);
      known.addAll(KEYS.keySet());
      mapping.problem(
          key, "Feast has no offline store '" + type + "'." + DidYouMean.hint(type, known));
    }
  }
}
