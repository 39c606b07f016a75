package dev.larder.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What lies beside the project on the developers' machines: the tutorials' data, and what Feast
 * made of it.
 */
public final class SharedData {
  private static final Path SHARED = Path.of("..", "shared").toAbsolutePath().normalize();

  private SharedData() {}

  /**
   * A path beneath the shared folder; the test that asks for it is skipped where that is missing.
   */
  public static Path path(String relative) {
    Path path = SHARED.resolve(relative);
    Assumptions.assumeTrue(Files.exists(path), "../shared/" + relative + " is not here: skipped");
    return path;
  }
}
