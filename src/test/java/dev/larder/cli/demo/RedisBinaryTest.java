package dev.larder.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisBinaryTest {
  @TempDir Path directory;

  @Test
  void theFirstOnThePathIsTaken() throws IOException {
    Path installed = Files.createDirectories(directory.resolve("bin")).resolve("redis-server");
    Files.createFile(installed);
    assertThat(installed.toFile().setExecutable(true)).isTrue();
    assertThat(RedisBinary.find(directory, ":/nowhere:" + installed.getParent(), "Linux", "amd64"))
        .isEqualTo(installed);
  }

  @ParameterizedTest
  @CsvSource({"Linux, amd64", "Linux, aarch64", "Mac OS X, x86_64", "Mac OS X, aarch64"})
  void elseOneComesOutOfTheJar(String os, String processor) {
    Path binary = RedisBinary.find(directory, "/nowhere", os, processor);
    assertThat(binary).isExecutable().isEqualTo(directory.resolve("redis-server"));
  }

  @Test
  void theOneInTheJarRuns() throws IOException {
    Path binary =
        RedisBinary.find(
            directory, "", System.getProperty("os.name"), System.getProperty("os.arch"));
    Process process = new ProcessBuilder(binary.toString(), "--version").start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("v=6.2");
  }

  @Test
  void whereThereIsNoneTheUserIsToldHowToGetOne() {
    assertThatThrownBy(() -> RedisBinary.find(directory, "/nowhere", "SunOS", "sparc"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("apt-get install redis-server");
  }
}
