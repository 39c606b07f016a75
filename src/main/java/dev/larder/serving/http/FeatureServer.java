package dev.larder.serving.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.Secret;
import dev.larder.feature.Settings;
import dev.larder.model.PortableModel;
import dev.larder.serving.OnlineFeatures;
import dev.larder.serving.http.Front.Route;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A running server: Feast's feature-server protocol, and decisions by a model. */
public final class FeatureServer implements AutoCloseable {
  private static final long DRAIN_STEP_MILLIS = 20;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Front front;
  private final Readers readers;
  private final Deployments deployments;
  private final Options options;
  private volatile boolean draining;

  /**
   * Where and how to serve.
   *
   * @param port 0 for any that is free
   * @param asOf the moment that every loan request is decided at; null for its own
   * @param reloadPeriod how often to look whether the registry or the model has changed
   */
  public record Options(
      String host, int port, Instant asOf, Duration reloadPeriod, ServerLimits limits) {}

  private FeatureServer(
      FeatureStoreConfig config, Deployments deployments, ServerMetrics metrics, Options options)
      throws IOException {
    Settings settings = config.settings();
    this.options = options;
    this.deployments = deployments;
    this.readers =
        new Readers(
            () -> OnlineFeatures.openInTime(config, settings.readDeadline()),
            options.limits().readers(),
            settings.readDeadline());
    metrics.readers(readers);
    this.front =
        new Front(
            routes(settings, metrics),
            metrics,
            options.limits().bodyBytes(),
            settings.serveToken().map(Secret::read).orElse(null));
    this.threads =
        new ThreadPoolExecutor(
            0, options.limits().connections(), 60, TimeUnit.SECONDS, new SynchronousQueue<>());
    this.server = listen(settings);
    server.createContext("/", front);
    server.setExecutor(threads);
  }

  /**
   * Starts a server.
   *
   * @param definitions reads the registry's, again and again
   * @param model reads the model, again and again
   * @throws UserException where one of them cannot be used, or the address cannot be listened at
   */
  public static FeatureServer start(
      FeatureStoreConfig config,
      Supplier<Definitions> definitions,
      Supplier<PortableModel> model,
      Options options) {
    JdkServerSettings.set(options.limits());
    ServerMetrics metrics = new ServerMetrics();
    Deployments deployments = new Deployments(config, definitions, model, metrics::reload);
    try {
      FeatureServer server = new FeatureServer(config, deployments, metrics, options);
      server.server.start();
      deployments.lookEvery(options.reloadPeriod());
      return server;
    } catch (IOException e) {
      throw new UserException(
          options.host() + ":" + options.port(), "Cannot listen there: " + e.getMessage() + ".", e);
    }
  }

  private HttpServer listen(Settings settings) throws IOException {
    InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
    if (settings.serveKeyStore().isEmpty()) {
      return HttpServer.create(address, 0);
    }
    HttpsServer https = HttpsServer.create(address, 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(
            ServerKey.context(
                settings.serveKeyStore().get(), settings.serveKeyStorePassword().orElse(null))));
    return https;
  }

  private List<Route> routes(Settings settings, ServerMetrics metrics) {
    Supplier<Instant> asOf = options.asOf() == null ? Instant::now : options::asOf;
    int rows = options.limits().rows();
    return List.of(
        new Route(
            "POST",
            "/score",
            false,
            new ScoreEndpoint(
                deployments::current,
                readers,
                metrics,
                new ScoreEndpoint.Policy(asOf, settings.onMissing(), rows))),
        new Route(
            "POST",
            "/get-online-features",
            false,
            new OnlineFeaturesEndpoint(
                deployments::current, readers, settings.onlineStatus(), rows)),
        new Route("GET", "/health", true, request -> Response.json(Map.of("status", "ok"))),
        new Route("GET", "/ready", true, request -> ready()),
        new Route("GET", "/metrics", true, request -> metrics.scrape()),
        new Route("GET", "/openapi.json", true, request -> OpenApi.of(deployments.current())),
        new Route("GET", "/", true, request -> page()));
  }

  /** Whether the online store can be found, and the server is not about to end. */
  private Response ready() {
    if (draining) {
      throw new HttpException(HttpException.UNAVAILABLE, "The server is about to end.");
    }
    readers.read(OnlineFeatures::requireReachable);
    return Response.json(Map.of("status", "ready"));
  }

  private static Response page() {
    try (InputStream page =
        FeatureServer.class.getResourceAsStream("/dev/larder/serving/page.html")) {
      return Response.text(
          "text/html; charset=utf-8", new String(page.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("The jar holds the page", e);
    }
  }

  /** Where it listens, as a URL. */
  public String url() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return scheme + "://" + host + ":" + server.getAddress().getPort();
  }

  /** Answers what is under way, as long as {@link ServerLimits#drainTime} allows, and ends. */
  @Override
  public void close() {
    draining = true;
    long end = System.nanoTime() + options.limits().drainTime().toNanos();
    try {
      while (front.underWay() > 0 && System.nanoTime() < end) {
        Thread.sleep(DRAIN_STEP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdownNow();
    deployments.close();
    readers.close();
  }
}
