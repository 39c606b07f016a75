package dev.larder.offline;

import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureStoreConfig.OfflineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.FeatureStoreConfig.RegistryConfig;
import dev.larder.feature.Settings;
import java.nio.file.Path;
import java.util.Map;

/** A configuration for tests that read files of one directory. */
final class TestConfigs {
  private TestConfigs() {}

  static FeatureStoreConfig in(Path directory) {
    return new FeatureStoreConfig(
        directory.toString(),
        "test",
        RegistryConfig.at("registry.db"),
        new OnlineStoreConfig(RedisType.REDIS, "localhost:6379", "", 0, true, false),
        new OfflineStoreConfig("file", Map.of()),
        3,
        Settings.of(Map.of()));
  }
}
