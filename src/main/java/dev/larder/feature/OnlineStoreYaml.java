package dev.larder.feature;

import dev.larder.DidYouMean;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads the block {@code online_store}: the keys of Feast 0.67's {@code RedisOnlineStoreConfig},
 * and {@code region}, which the AWS tutorial's file has there.
 */
final class OnlineStoreYaml {
  private static final String BLOCK = "online_store";
  private static final List<String> KEYS =
      List.of(
          "type",
          "redis_type",
          "client",
          "sentinel_master",
          "connection_string",
          "key_ttl_seconds",
          "full_scan_for_deletion",
          "skip_dedup",
          "region");
  private static final List<String> CLIENTS = List.of("redis", "glide");
  private static final List<String> NONE = List.of("none", "null");
  private static final OnlineStoreConfig DEFAULT =
      new OnlineStoreConfig(RedisType.REDIS, "", "mymaster", 0, true, false);

  private OnlineStoreYaml() {}

  /** What the block says; without one, everything is left to {@code spark.redis.*}. */
  static OnlineStoreConfig read(YamlMapping root) {
    if (root.value(BLOCK).orElse(null) instanceof ScalarNode) {
      root.text(BLOCK)
          .filter(type -> !NONE.contains(lower(type)))
          .ifPresent(type -> isRedis(root, BLOCK, type));
      return DEFAULT;
    }
    return root.mapping(BLOCK).map(OnlineStoreYaml::readBlock).orElse(DEFAULT);
  }

  private static OnlineStoreConfig readBlock(YamlMapping block) {
    if (!isRedis(block, "type", block.text("type").orElse("redis"))) {
      return DEFAULT;
    }
    block.allow(KEYS);
    block
        .text("client")
        .filter(client -> !CLIENTS.contains(client))
        .ifPresent(client -> unknown(block, "client", client, CLIENTS));
    return new OnlineStoreConfig(
        redisType(block),
        block.textOrEmpty("connection_string"),
        block.text("sentinel_master").orElse(DEFAULT.sentinelMaster()),
        block.wholeNumber("key_ttl_seconds", 0, 0, Integer.MAX_VALUE),
        block.flag("full_scan_for_deletion", true),
        block.flag("skip_dedup", false));
  }

  private static boolean isRedis(YamlMapping mapping, String key, String type) {
    if (!type.equals("redis")) {
      mapping.problem(
          key, "An online store of the type '" + type + "' cannot be used; expected 'redis'.");
    }
    return type.equals("redis");
  }

  private static RedisType redisType(YamlMapping block) {
    String name = block.text("redis_type").orElse("redis");
    Optional<RedisType> type =
        Arrays.stream(RedisType.values()).filter(t -> lower(t.name()).equals(name)).findFirst();
    if (type.isEmpty()) {
      List<String> known = Arrays.stream(RedisType.values()).map(t -> lower(t.name())).toList();
      unknown(block, "redis_type", name, known);
    }
    return type.orElse(RedisType.REDIS);
  }

  private static void unknown(YamlMapping block, String key, String value, List<String> known) {
    block.problem(key, "Feast has no " + key + " '" + value + "'." + DidYouMean.hint(value, known));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
