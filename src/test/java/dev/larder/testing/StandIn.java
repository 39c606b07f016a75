package dev.larder.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program of {@code src/standins} that runs until it is closed, or this JVM ends. The build
 * leaves it in {@code target/standins}.
 */
public final class StandIn implements AutoCloseable {
  private static final Path JARS = Path.of("target", "standins").toAbsolutePath();

  private final Process process;
  private final String address;

  private StandIn(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param name the class within {@code dev.larder.standins}
   * @param environment what it finds in its environment, beside this JVM's own
   */
  public static StandIn start(String name, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", JARS + "/*", "dev.larder.standins." + name));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("AWS_"));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String address = out.readLine();
      if (address == null) {
        throw new AssertionError(name + " did not start; what it says is above. " + command);
      }
      return new StandIn(process, address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it printed once it was ready: where it is. */
  public String address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
