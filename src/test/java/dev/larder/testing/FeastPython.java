package dev.larder.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The real Feast, as a Python that has it: the environment variable LARDER_FEAST_PYTHON names it.
 * Tests that need it are skipped where the variable is not set.
 */
public final class FeastPython {
  private static final String VARIABLE = "LARDER_FEAST_PYTHON";

  private FeastPython() {}

  /**
   * Runs a Python script of the test resources.
   *
   * @param script its path from the root of the class path
   * @return what it printed, without the last line break
   * @throws AssertionError where it failed, with what it wrote to standard error
   */
  public static String run(String script, String... args) {
    String python = System.getenv(VARIABLE);
    Assumptions.assumeTrue(
        python != null, VARIABLE + " names no Python with Feast: the test with Feast is skipped");
    try {
      Path file = Files.createTempFile("feast", ".py");
      Path errors = Files.createTempFile("feast", ".err");
      try (InputStream in = FeastPython.class.getResourceAsStream("/" + script)) {
        Files.write(file, in.readAllBytes());
        List<String> command = new ArrayList<>(List.of(python, file.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("FEAST_USAGE", "False");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).stripTrailing();
        if (process.waitFor() != 0) {
          throw new AssertionError(script + " failed:\n" + output + Files.readString(errors));
        }
        return output;
      } finally {
        Files.delete(file);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
