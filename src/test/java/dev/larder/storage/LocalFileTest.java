package dev.larder.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalFileTest extends StoredFileContract {
  @TempDir Path directory;

  @Override
  String directory() {
    return directory.toString();
  }

  @Override
  List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Override
  List<String> jvmOptions() {
    return List.of();
  }

  @Test
  void aFileUriNamesTheSameFile() {
    file("a").write(bytes("one"));
    assertThat(text(StoredFile.of(directory.resolve("a").toUri().toString()))).isEqualTo("one");
  }

  @Test
  void permissionsSurviveAReplacement() throws IOException {
    file("a").write(bytes("one"));
    Files.setPosixFilePermissions(
        directory.resolve("a"), PosixFilePermissions.fromString("rw-r-----"));
    file("a").write(bytes("two"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))))
        .isEqualTo("rw-r-----");
  }

  @Test
  void aSymbolicLinkStaysOne() throws IOException {
    file("a").write(bytes("one"));
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a"));
    file("link").write(bytes("two"));
    assertThat(text(file("a"))).isEqualTo("two");
    assertThat(directory.resolve("link")).isSymbolicLink();
  }

  @Test
  void aLockThatAKilledProcessLeftStopsNobody() throws IOException {
    Files.writeString(directory.resolve(".a.lock"), "left");
    file("a").write(bytes("one"));
    assertThat(names()).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gs://bucket/key   | gs://bucket/key: Expected a path on the local disk, or a URI such as file:///dir/name or s3://bucket/dir/name.
          file://host/a     | file://host/a: Expected a path on the local disk, or a URI such as file:///dir/name or s3://bucket/dir/name.
          """)
  void otherLocationsAreRefused(String location, String message) {
    assertThatThrownBy(() -> StoredFile.of(location))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void aDirectoryIsNoFile() {
    StoredFile file = StoredFile.of(directory.toString());
    assertThatThrownBy(file::read)
        .isInstanceOf(UserException.class)
        .hasMessage(directory + ": The file cannot be read: it is a directory, expected a file.");
    assertThatThrownBy(() -> file.write(bytes("x")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            directory + ": The file cannot be written: it is a directory, expected a file.");
  }

  @Test
  void aFileIsNoDirectory() {
    file("a").write(bytes("one"));
    StoredFile below = file("a/b");
    assertThatThrownBy(() -> below.write(bytes("x")))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(directory.resolve("a/b") + ": The file cannot be written: ");
    assertThatThrownBy(below::read)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(directory.resolve("a/b") + ": The file cannot be read: ");
  }
}
