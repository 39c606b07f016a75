package dev.larder.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureStoreConfig.OfflineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.FeatureStoreConfig.RegistryConfig;
import dev.larder.feature.FeaturesYaml;
import dev.larder.feature.Settings;
import dev.larder.registry.proto.FeastProto;
import dev.larder.storage.S3PutArguments;
import dev.larder.storage.StoredFile;
import dev.larder.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
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

  static RegistryFile open(StoredFile file, String project) {
    return new RegistryFile(file, config(project, false));
  }

  static FeatureStoreConfig config(String project, boolean versionedViewNames) {
    return new FeatureStoreConfig(
        ".",
        project,
        new RegistryConfig("registry.db", versionedViewNames, S3PutArguments.NONE),
        new OnlineStoreConfig(RedisType.REDIS, "127.0.0.1:6379", "mymaster", 0, true, false),
        new OfflineStoreConfig("file", Map.of()),
        3,
        Settings.of(Map.of()));
  }

  /** Definitions of a YAML file of the test resources, perhaps with some of its text replaced. */
  static Definitions yaml(String project, String resource, String... replacements) {
    String text;
    try (InputStream in = Registries.class.getResourceAsStream(resource)) {
      text = new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(text).contains(replacements[i]);
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    return FeaturesYaml.read(project, "features.yaml", text);
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
