package dev.larder.cli.demo;

import dev.larder.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** One Redis server on a loopback port of this machine, which keeps nothing on disk. */
public final class RedisServer implements AutoCloseable {
  /** The address that it listens on. */
  public static final String HOST = "127.0.0.1";

  /** A cluster node's second port is the first plus this. */
  private static final int BUS_OFFSET = 10_000;

  private static final int LOWEST_PORT = 20_000;
  private static final int PORTS = 20_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path directory;
  private final String password;
  private final int port;
  private final List<String> command;
  private Process process;

  private RedisServer(Path directory, int port, String password, List<String> command) {
    this.directory = directory;
    this.port = port;
    this.password = password;
    this.command = List.copyOf(command);
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param directory its own; holds its configuration and its log
   * @param password null for none
   * @param directives further lines of its configuration
   * @throws UserException where none is installed, or it does not start
   */
  public static RedisServer start(Path directory, String password, String... directives) {
    return start(RedisBinary::find, directory, password, directives);
  }

  /** As {@link #start(Path, String, String...)}, with the server inside embedded-redis' jar. */
  public static RedisServer startEmbedded(Path directory, String password, String... directives) {
    return start(RedisBinary::findEmbedded, directory, password, directives);
  }

  private static RedisServer start(
      UnaryOperator<Path> binaries, Path directory, String password, String... directives) {
    int port = freePort();
    List<String> lines = new ArrayList<>();
    lines.addAll(List.of("bind " + HOST, "port " + port));
    lines.addAll(List.of("dir " + quoted(directory), "logfile redis.log"));
    lines.addAll(List.of("save \"\"", "appendonly no"));
    if (password != null) {
      lines.add("requirepass " + quoted(password));
      lines.add("masterauth " + quoted(password));
    }
    lines.addAll(List.of(directives));
    Path file = directory.resolve("redis.conf");
    try {
      Files.createDirectories(directory);
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UserException("redis-server", "Nothing can be written to " + directory + ".", e);
    }
    Path binary = binaries.apply(directory);
    RedisServer server =
        new RedisServer(directory, port, password, List.of(binary.toString(), file.toString()));
    server.start();
    return server;
  }

  private static String quoted(Object text) {
    return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A port of which, and of the cluster's beside it, nobody listens. */
  static int freePort() {
    for (int i = 0; i < PORTS; i++) {
      int port = LOWEST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
      if (isFree(port) && isFree(port + BUS_OFFSET)) {
        return port;
      }
    }
    throw new UserException("redis-server", "No port of this machine is free.");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Starts it again after {@link #stop}, on the same port. */
  public void start() {
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("out").toFile()))
              .start();
    } catch (IOException e) {
      throw new UserException("redis-server", "It cannot be started: " + e.getMessage(), e);
    }
    try {
      await("answer", this::answers);
    } catch (UserException e) {
      stop();
      throw e;
    }
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new UserException("redis-server", "It ended at once. " + lastOutput());
    }
    try (Jedis jedis = connect()) {
      return "PONG".equals(jedis.ping());
    } catch (JedisException e) {
      return false;
    }
  }

  private String lastOutput() {
    try {
      Path log = directory.resolve("redis.log");
      List<String> lines = Files.readAllLines(Files.exists(log) ? log : directory.resolve("out"));
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Looks again and again until something is so, half a minute at most. */
  static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new UserException("redis-server", "After 30 s it still does not " + what + ".");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for Redis", e);
      }
    }
  }

  /** A connection that the caller closes. */
  public Jedis connect() {
    Jedis jedis = new Jedis(HOST, port);
    if (password != null) {
      try {
        jedis.auth(password);
      } catch (JedisException e) {
        jedis.close();
        throw e;
      }
    }
    return jedis;
  }

  public int port() {
    return port;
  }

  /** Ends the process at once, as a crash would. */
  public void stop() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
