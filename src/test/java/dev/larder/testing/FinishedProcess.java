package dev.larder.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program that a test ran to its end. */
public record FinishedProcess(int exitCode, String out, String err) {
  private static final long LONGEST_MINUTES = 5;

  /**
   * Runs a program without input.
   *
   * @param setUp the working directory and the environment
   */
  public static FinishedProcess of(List<String> command, Consumer<ProcessBuilder> setUp)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("larder-test", ".out");
    Path err = Files.createTempFile("larder-test", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      setUp.accept(builder);
      Process process = builder.start();
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("Still running after " + LONGEST_MINUTES + " min: " + command);
      }
      return new FinishedProcess(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
