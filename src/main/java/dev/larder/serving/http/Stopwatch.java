package dev.larder.serving.http;

import dev.larder.serving.http.ServerMetrics.Part;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Times the parts of one decision. */
final class Stopwatch {
  private final ServerMetrics metrics;
  private final Map<String, Double> milliseconds = new LinkedHashMap<>();
  private long last = System.nanoTime();

  Stopwatch(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  /** Ends a part, and begins the next. */
  void lap(Part part) {
    long now = System.nanoTime();
    metrics.part(part, Duration.ofNanos(now - last));
    milliseconds.put(part.label(), (now - last) / 1e6);
    last = now;
  }

  /** What the parts so far took. */
  Map<String, Double> milliseconds() {
    return milliseconds;
  }
}
