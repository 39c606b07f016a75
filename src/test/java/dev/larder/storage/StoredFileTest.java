package dev.larder.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.storage.StoredFile.Content;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredFileTest {
  @TempDir Path directory;

  private StoredFile file(String name) {
    return StoredFile.of(directory.resolve(name).toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(StoredFile file) {
    return new String(file.read().orElseThrow().bytes(), UTF_8);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aMissingFileIsEmpty() {
    assertThat(file("absent").read()).isEmpty();
  }

  @Test
  void whatWasWrittenIsReadAndNothingElseStays() throws IOException {
    file("a").write(bytes("one"));
    file("a").write(bytes("two"));
    assertThat(text(file("a"))).isEqualTo("two");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void aDeletedFileIsGoneAndMayBeDeletedAgain() throws IOException {
    file("a").write(bytes("one"));
    file("a").delete();
    file("a").delete();
    file("no/such/directory").delete();
    assertThat(names()).isEmpty();
  }

  @Test
  void missingDirectoriesAreMade() {
    file("x/y/z").write(bytes("deep"));
    assertThat(text(file("x/y/z"))).isEqualTo("deep");
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
  void equalContentsHaveEqualVersions() {
    file("a").write(bytes("one"));
    file("b").write(bytes("one"));
    file("c").write(bytes("two"));
    assertThat(version("a")).isEqualTo(version("b")).isNotEqualTo(version("c"));
  }

  private String version(String name) {
    return file(name).read().map(Content::version).orElseThrow();
  }

  @Test
  void onlyTheVersionThatWasReadIsReplaced() throws IOException {
    StoredFile file = file("a");
    assertThat(file.writeIfUnchanged(bytes("one"), "other")).isFalse();
    assertThat(file.read()).isEmpty();
    assertThat(file.writeIfUnchanged(bytes("one"), null)).isTrue();
    assertThat(file.writeIfUnchanged(bytes("two"), null)).isFalse();
    assertThat(file.writeIfUnchanged(bytes("two"), version("a"))).isTrue();
    assertThat(text(file)).isEqualTo("two");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void noConcurrentIncrementIsLost() throws Exception {
    file("n").write(bytes("0"));
    incrementInThreads(4, 25);
    assertThat(text(file("n"))).isEqualTo("100");
    assertThat(names()).containsExactly("n");
  }

  private void incrementInThreads(int threads, int times) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      Callable<Void> task =
          () -> {
            Increment.main(new String[] {directory.resolve("n").toString(), "" + times});
            return null;
          };
      for (Future<Void> done : executor.invokeAll(Collections.nCopies(threads, task))) {
        done.get();
      }
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void noIncrementOfAnotherProcessIsLost() throws Exception {
    file("n").write(bytes("0"));
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  root(StoredFile.class) + File.pathSeparator + root(Increment.class),
                  Increment.class.getName(),
                  directory.resolve("n").toString(),
                  "100")
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(text(file("n"))).isEqualTo("300");
    assertThat(names()).containsExactly("n");
  }

  /** The folder that a class was loaded from. */
  private static Path root(Class<?> c) throws URISyntaxException {
    return Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Adds one to the number in a file, so many times. */
  static final class Increment {
    private Increment() {}

    public static void main(String[] args) {
      StoredFile file = StoredFile.of(args[0]);
      for (int done = 0; done < Integer.parseInt(args[1]); ) {
        Content content = file.read().orElseThrow();
        int next = Integer.parseInt(new String(content.bytes(), UTF_8)) + 1;
        if (file.writeIfUnchanged(bytes("" + next), content.version())) {
          done++;
        }
      }
    }
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
          s3://bucket/key   | s3://bucket/key: Files in S3 are not supported here yet; expected a path on the local disk.
          s3a://bucket/key  | s3a://bucket/key: Files in S3 are not supported here yet; expected a path on the local disk.
          gs://bucket/key   | gs://bucket/key: Expected a path on the local disk, or a URI such as file:///dir/name.
          file://host/a     | file://host/a: Expected a path on the local disk, or a URI such as file:///dir/name.
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
