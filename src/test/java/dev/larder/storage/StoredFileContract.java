package dev.larder.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.storage.StoredFile.Content;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a file does wherever it is stored. */
abstract class StoredFileContract {
  /** A directory of the test's own, as a location. */
  abstract String directory();

  /** The files in it and beneath, sorted, also those that nobody asked for. */
  abstract List<String> names() throws Exception;

  /** By which another JVM finds the storage. */
  abstract List<String> jvmOptions();

  final StoredFile file(String name) {
    return StoredFile.in(directory(), name);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(StoredFile file) {
    return new String(file.read().orElseThrow().bytes(), UTF_8);
  }

  private String version(String name) {
    return file(name).read().map(Content::version).orElseThrow();
  }

  @Test
  void aMissingFileIsEmpty() {
    assertThat(file("absent").read()).isEmpty();
  }

  @Test
  void whatWasWrittenIsReadAndNothingElseStays() throws Exception {
    file("a").requireWritable();
    file("a").write(bytes("one"));
    file("a").requireWritable();
    assertThat(text(file("a"))).isEqualTo("one");
    file("a").write(bytes("two"));
    assertThat(text(file("a"))).isEqualTo("two");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void namesMayHoldAnyCharacters() throws Exception {
    file("a b+c=d&é%20/ü").write(bytes("odd"));
    assertThat(text(file("a b+c=d&é%20/ü"))).isEqualTo("odd");
    assertThat(names()).containsExactly("a b+c=d&é%20/ü");
  }

  @Test
  void emptyFilesAreFiles() {
    file("a").write(new byte[0]);
    assertThat(text(file("a"))).isEmpty();
  }

  @Test
  void aDeletedFileIsGoneAndMayBeDeletedAgain() throws Exception {
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
    assertThat(text(StoredFile.in(directory() + "/x/", "./u/../y/z"))).isEqualTo("deep");
  }

  @Test
  void equalContentsHaveEqualVersions() {
    file("a").write(bytes("one"));
    file("b").write(bytes("one"));
    file("c").write(bytes("two"));
    assertThat(version("a")).isEqualTo(version("b")).isNotEqualTo(version("c"));
  }

  @Test
  void onlyTheVersionThatWasReadIsReplaced() throws Exception {
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
            Increment.main(new String[] {file("n").location(), "" + times});
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
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvmOptions());
      command.add("-XX:TieredStopAtLevel=1");
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(Increment.class.getName(), file("n").location(), "20"));
      processes.add(new ProcessBuilder(command).inheritIO().start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(text(file("n"))).isEqualTo("60");
    assertThat(names()).containsExactly("n");
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
}
