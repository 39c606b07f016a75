package dev.larder.cli;

import dev.larder.registry.FeatureRepository;
import dev.larder.serving.http.FeatureServer;
import dev.larder.serving.http.ServerLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code larder serve}. */
@Command(
    name = "serve",
    description =
        "Answer over HTTP until stopped: decisions, and features as Feast's feature server.")
final class ServeCommand extends LarderCommand {
  private static final Duration RELOAD_PERIOD = Duration.ofSeconds(5);

  @Mixin private ModelDirectory model;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The address to listen at (default: ${DEFAULT-VALUE}); 0.0.0.0 for all.")
  private String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      defaultValue = "6566",
      description = "The port to listen at (default: ${DEFAULT-VALUE}); 0 for a free one.")
  private int port;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = TimestampConverter.class,
      description = "Decide every request as of this time, not now: later values count as missing.")
  private Instant asOf;

  @Override
  void checkUsage() {
    if (port < 0 || port > 65_535) {
      throw wrongUsage("Invalid value for option '--port': expected 0 to 65535, found " + port);
    }
  }

  @Override
  Map<String, ?> execute() throws InterruptedException {
    FeatureRepository repository = repository();
    FeatureServer server =
        FeatureServer.start(
            repository.config(),
            () -> repository.registry().load().definitions(),
            model::load,
            new FeatureServer.Options(host, port, asOf, RELOAD_PERIOD, ServerLimits.DEFAULT));
    CountDownLatch ended = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  ended.countDown();
                  joinBriefly(main);
                },
                "larder-drain"));
    out().println("Serving at " + server.url() + "/ (Ctrl+C ends it)");
    out().flush();
    ended.await();
    return Map.of();
  }

  /** The JVM ends with its hooks, and the result file is written after this method. */
  private static void joinBriefly(Thread main) {
    try {
      main.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
