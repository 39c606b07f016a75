package dev.larder.cli.demo;

import dev.larder.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program of {@code src/standins}, in place of a service of AWS, that runs until it is closed or
 * this JVM ends.
 */
public final class StandIn implements AutoCloseable {
  /** The variable with the directory that the programs were built into. */
  private static final String VARIABLE = "LARDER_STANDINS";

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
   * @param environment what it finds in its environment, beside this JVM's own without AWS's
   * @throws UserException where it has not been built, or does not start
   */
  public static StandIn start(String name, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", jars() + "/*", "dev.larder.standins." + name));
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
        throw new UserException(name, "It did not start; what it says is above.");
      }
      return new StandIn(process, address);
    } catch (IOException e) {
      throw new UserException(name, "It cannot be started: " + e.getMessage(), e);
    }
  }

  private static Path jars() {
    Path directory =
        Path.of(System.getenv().getOrDefault(VARIABLE, "target/standins")).toAbsolutePath();
    if (!Files.isDirectory(directory)) {
      throw new UserException(
          VARIABLE,
          "The programs that stand in for AWS are not in '"
              + directory
              + "'. scripts/larder builds them, and says where they are.");
    }
    return directory;
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
