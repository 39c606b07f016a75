package dev.larder.serving.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.UserException.Problem;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every request to its endpoint, and whatever goes wrong there into an answer. Errors say
 * what is wrong with a request, not what was in it.
 */
final class Front implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Front.class);
  private static final String BEARER = "Bearer ";

  private final Map<String, Route> routes;
  private final ServerMetrics metrics;
  private final int bodyBytes;
  private final byte[] token;
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * What there is at a path.
   *
   * @param method the only one that it takes
   * @param open whether it needs no token
   */
  record Route(String method, String path, boolean open, Endpoint endpoint) {}

  /**
   * @param token that clients must show; null for none
   */
  Front(List<Route> routes, ServerMetrics metrics, int bodyBytes, String token) {
    this.routes = routes.stream().collect(Collectors.toUnmodifiableMap(Route::path, r -> r));
    this.metrics = metrics;
    this.bodyBytes = bodyBytes;
    this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
  }

  /** Requests that have not been answered yet. */
  int underWay() {
    return underWay.get();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    long start = System.nanoTime();
    underWay.incrementAndGet();
    try (exchange) {
      Route route = null;
      Response response;
      try {
        route = route(exchange);
        requireToken(exchange.getRequestHeaders(), route);
        response = answer(route.endpoint(), exchange);
      } catch (HttpException e) {
        response = e.response();
      }
      send(exchange, response);
      String path = route == null ? "other" : route.path();
      metrics.request(path, response.status(), Duration.ofNanos(System.nanoTime() - start));
    } finally {
      underWay.decrementAndGet();
    }
  }

  private Route route(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    Route route = routes.get(String.valueOf(path));
    if (route == null) {
      throw new HttpException(
          HttpException.NOT_FOUND,
          "There is nothing at this path."
              + DidYouMean.hint(String.valueOf(path), routes.keySet()));
    }
    if (!route.method().equals(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", route.method());
      throw new HttpException(
          HttpException.METHOD_NOT_ALLOWED, "Expected the method " + route.method() + ".");
    }
    return route;
  }

  private void requireToken(Headers headers, Route route) {
    if (token == null || route.open()) {
      return;
    }
    String given = headers.getFirst("Authorization");
    byte[] bytes =
        given != null && given.startsWith(BEARER)
            ? given.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    if (!MessageDigest.isEqual(token, bytes)) {
      throw new HttpException(
          HttpException.UNAUTHORIZED, "Expected the header 'Authorization: Bearer TOKEN'.");
    }
  }

  private Response answer(Endpoint endpoint, HttpExchange exchange) {
    try {
      return endpoint.handle(new Request(query(exchange), body(exchange)));
    } catch (UserException e) {
      return Response.error(HttpException.BAD_REQUEST, e.problems());
    } catch (HttpException e) {
      throw e;
    } catch (RuntimeException e) {
      String id = UUID.randomUUID().toString();
      LOG.error("A defect of Larder, in the request {}", id, e);
      return Response.error(
          HttpException.DEFECT,
          List.of(new Problem(null, "A defect of Larder; the log has it under " + id + ".")));
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      query.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    return query;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new HttpException(HttpException.BAD_REQUEST, "The query has an escape that is none.");
    }
  }

  private byte[] body(HttpExchange exchange) {
    byte[] body;
    try {
      body = exchange.getRequestBody().readNBytes(bodyBytes + 1);
    } catch (IOException e) {
      exchange.getResponseHeaders().set("Connection", "close");
      throw new HttpException(
          HttpException.BAD_REQUEST,
          "The body ends early, or is not in the form that its head says.");
    }
    if (body.length > bodyBytes) {
      // The rest of it is not read.
      exchange.getResponseHeaders().set("Connection", "close");
      throw new HttpException(
          HttpException.TOO_LARGE, "The body has more than " + bodyBytes + " bytes.");
    }
    return body;
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", response.contentType());
    headers.set("X-Content-Type-Options", "nosniff");
    if (response.status() == HttpException.UNAUTHORIZED) {
      headers.set("WWW-Authenticate", "Bearer");
    }
    exchange.sendResponseHeaders(response.status(), response.body().length);
    exchange.getResponseBody().write(response.body());
  }
}
