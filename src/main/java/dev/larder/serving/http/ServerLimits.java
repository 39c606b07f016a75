package dev.larder.serving.http;

import java.time.Duration;

/**
 * What one client can ask of the server.
 *
 * @param bodyBytes of one request
 * @param rows of one request
 * @param connections that are served at the same time
 * @param readers reads of the online store at the same time
 * @param requestTime in which a request has to arrive
 * @param drainTime for requests under way when the server ends
 */
public record ServerLimits(
    int bodyBytes,
    int rows,
    int connections,
    int readers,
    Duration requestTime,
    Duration drainTime) {
  /** Enough for a lender, and too little to harm a small machine. */
  public static final ServerLimits DEFAULT =
      new ServerLimits(1 << 20, 1000, 256, 32, Duration.ofSeconds(10), Duration.ofSeconds(10));
}
