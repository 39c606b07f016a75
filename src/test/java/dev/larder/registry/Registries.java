package dev.larder.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureStoreConfig.OfflineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Settings;
import dev.larder.registry.proto.FeastProto;
import dev.larder.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** Registries for tests: Feast's own, and those in memory. */
final class Registries {
  private Registries() {}

  /** What Feast wrote, in memory. */
  static MemoryFile golden(String path) {
    try {
      return new MemoryFile(Files.readAllBytes(SharedData.path("golden/" + path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RegistryFile open(MemoryFile file, String project) {
    return new RegistryFile(file, config(project, false));
  }

  static FeatureStoreConfig config(String project, boolean versionedViewNames) {
    return new FeatureStoreConfig(
        ".",
        project,
        "registry.db",
        versionedViewNames,
        new OnlineStoreConfig(RedisType.REDIS, "127.0.0.1:6379", "mymaster", 0, true, false),
        new OfflineStoreConfig("file", Map.of()),
        3,
        Settings.of(Map.of()));
  }

  static FeastProto.Registry parse(MemoryFile file) {
    try {
      return FeastProto.Registry.parseFrom(file.read().orElseThrow().bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static FeastProto.FeatureView view(MemoryFile file, String name) {
    return parse(file).getFeatureViewsList().stream()
        .filter(v -> v.getSpec().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
