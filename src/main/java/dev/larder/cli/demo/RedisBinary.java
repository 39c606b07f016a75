package dev.larder.cli.demo;

import dev.larder.UserException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds a {@code redis-server}: an installed one, else that inside embedded-redis' jar. */
final class RedisBinary {
  private static final String NAME = "redis-server";

  /** The files of embedded-redis 1.4.4, by operating system and processor as Java names them. */
  private record Embedded(String os, List<String> processors, String resource) {}

  private static final List<Embedded> EMBEDDED =
      List.of(
          new Embedded("linux", List.of("amd64", "x86_64"), "redis-server-6.2.6-v5-linux-amd64"),
          new Embedded("linux", List.of("aarch64"), "redis-server-6.2.7-linux-arm64"),
          new Embedded("mac", List.of("amd64", "x86_64"), "redis-server-6.2.6-v5-darwin-amd64"),
          new Embedded("mac", List.of("aarch64"), "redis-server-6.2.6-v5-darwin-arm64"));

  private RedisBinary() {}

  /**
   * A program that can be started on this machine.
   *
   * @param directory where one from the jar is put
   * @throws UserException where there is none
   */
  static Path find(Path directory) {
    return find(
        directory,
        System.getenv().getOrDefault("PATH", ""),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
  }

  /** As {@link #find(Path)}, but never an installed one. */
  static Path findEmbedded(Path directory) {
    return find(directory, "", System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /**
   * As {@link #find(Path)}, on any machine.
   *
   * @param path the directories to look in first, as in the variable {@code PATH}
   */
  static Path find(Path directory, String path, String os, String processor) {
    return installed(path)
        .or(() -> embedded(directory, os.toLowerCase(Locale.ROOT), processor))
        .orElseThrow(
            () ->
                new UserException(
                    NAME,
                    "It is neither on the PATH nor, for this machine, on the class path: install"
                        + " Redis 6.2 or newer (Debian, Ubuntu: apt-get install redis-server; macOS:"
                        + " brew install redis)."));
  }

  private static Optional<Path> installed(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, NAME))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<Path> embedded(Path directory, String os, String processor) {
    return EMBEDDED.stream()
        .filter(e -> os.startsWith(e.os()) && e.processors().contains(processor))
        .findFirst()
        .flatMap(e -> extract(e.resource(), directory.resolve(NAME)));
  }

  private static Optional<Path> extract(String resource, Path file) {
    try (InputStream in = RedisBinary.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        return Optional.empty();
      }
      Files.copy(in, file);
      return file.toFile().setExecutable(true) ? Optional.of(file) : Optional.empty();
    } catch (IOException e) {
      throw new UserException(NAME, "It cannot be written to " + file + ".", e);
    }
  }
}
