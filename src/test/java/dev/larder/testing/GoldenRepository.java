package dev.larder.testing;

import dev.larder.registry.FeatureRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Feature repositories of which the real Feast's results are known. */
public final class GoldenRepository {
  private GoldenRepository() {}

  /**
   * Makes a repository whose definitions are the registry that Feast applied.
   *
   * @param directory empty
   * @param golden the folder's name
   * @param connectionString of the online store
   */
  public static FeatureRepository fromRegistry(
      Path directory, String golden, String connectionString) {
    Path source = SharedData.path("golden/" + golden);
    try {
      configure(directory, source, connectionString);
      Files.copy(source.resolve("registry.applied.db"), directory.resolve("registry.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return FeatureRepository.open(directory.toString(), null);
  }

  /** Makes a repository of the same definitions in YAML, not yet applied. */
  public static FeatureRepository fromYaml(Path directory, String golden, String connectionString) {
    try (InputStream yaml =
        GoldenRepository.class.getResourceAsStream(
            "/dev/larder/golden/" + golden.replaceFirst("_v\\d$", "") + ".yaml")) {
      configure(directory, SharedData.path("golden/" + golden), connectionString);
      Files.copy(yaml, directory.resolve("features.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return FeatureRepository.open(directory.toString(), null);
  }

  private static void configure(Path directory, Path golden, String connectionString)
      throws IOException {
    String config = Files.readString(golden.resolve("feature_store.yaml"));
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        config.replaceFirst(
            "connection_string: .*", "connection_string: \"" + connectionString + "\""));
    Path data = golden.resolve("data");
    Files.createSymbolicLink(
        directory.resolve("data"), Files.exists(data) ? data : SharedData.path("data"));
  }
}
