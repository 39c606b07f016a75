package dev.larder.serving.http;

import dev.larder.serving.Decision;
import dev.larder.serving.FeatureValue;
import dev.larder.serving.FeatureValue.Status;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What the server counts, for Prometheus. No label holds a value of a request. */
final class ServerMetrics {
  private static final Duration[] LATENCIES =
      List.of(250, 500, 1_000, 2_000, 5_000, 10_000, 25_000, 100_000, 500_000, 2_000_000).stream()
          .map(micros -> Duration.ofNanos(1_000L * micros))
          .toArray(Duration[]::new);

  private static final double[] AGES = {60, 3_600, 86_400, 604_800, 2_592_000, 31_536_000};

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Parts of a decision. */
  enum Part {
    PARSE,
    READ,
    SCORE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  void readers(Supplier<Number> opened) {
    Gauge.builder("larder.readers", opened)
        .description("Readers of the online store, each with a connection to every master it read")
        .register(registry);
  }

  void request(String path, int status, Duration time) {
    Timer.builder("larder.http.requests")
        .description("Requests, from their first byte read to their last byte written")
        .tag("path", path)
        .tag("status", Integer.toString(status))
        .serviceLevelObjectives(LATENCIES)
        .register(registry)
        .record(time);
  }

  void part(Part part, Duration time) {
    Timer.builder("larder.decision.parts")
        .description("Parts of a decision")
        .tag("part", part.label())
        .serviceLevelObjectives(LATENCIES)
        .register(registry)
        .record(time);
  }

  void decision(Decision decision, List<FeatureValue> values, Instant moment) {
    registry.counter("larder.decisions", "decision", decision.decision()).increment();
    for (FeatureValue value : values) {
      Status status = value.statusAt(moment);
      if (status != Status.PRESENT) {
        registry
            .counter(
                "larder.features.missing", "feature", value.reference(), "status", status.name())
            .increment();
      }
      if (value.eventTimestamp() != null) {
        DistributionSummary.builder("larder.feature.age")
            .description("Age of feature values at their decision")
            .baseUnit("seconds")
            .tag("view", value.projection().nameToUse())
            .serviceLevelObjectives(AGES)
            .register(registry)
            .record(Duration.between(value.eventTimestamp(), moment).toMillis() / 1e3);
      }
    }
  }

  void reload(boolean taken) {
    registry.counter("larder.reloads", "result", taken ? "taken" : "failed").increment();
  }

  Response scrape() {
    return Response.text("text/plain; version=0.0.4; charset=utf-8", registry.scrape());
  }
}
