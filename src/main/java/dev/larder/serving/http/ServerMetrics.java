package dev.larder.serving.http;

import dev.larder.serving.Decision;
import dev.larder.serving.FeatureValue;
import dev.larder.serving.FeatureValue.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the server counts, for Prometheus. No label holds a value of a request. */
final class ServerMetrics {
  private static final Duration[] LATENCIES =
      List.of(250, 500, 1_000, 2_000, 5_000, 10_000, 25_000, 100_000, 500_000, 2_000_000).stream()
          .map(micros -> Duration.ofNanos(1_000L * micros))
          .toArray(Duration[]::new);

  private static final double[] AGES = {60, 3_600, 86_400, 604_800, 2_592_000, 31_536_000};

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  // To find a meter in the registry costs more than to count with it.
  private final Map<Answered, Timer> requests = new ConcurrentHashMap<>();
  private final Map<Part, Timer> parts = new ConcurrentHashMap<>();
  private final Map<String, Counter> decisions = new ConcurrentHashMap<>();
  private final Map<Missing, Counter> missing = new ConcurrentHashMap<>();
  private final Map<String, DistributionSummary> ages = new ConcurrentHashMap<>();

  private record Answered(String path, int status) {}

  private record Missing(String feature, Status status) {}

  /** Parts of a decision. */
  enum Part {
    PARSE,
    READ,
    SCORE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Its name in metrics and in answers. */
    String label() {
      return label;
    }
  }

  void readers(Readers readers) {
    Gauge.builder("larder.readers", readers, Readers::opened)
        .description("Readers of the online store, each with a connection to every master it read")
        .register(registry);
    FunctionCounter.builder("larder.topology.changes", readers, Readers::topologyChanges)
        .description("How often a reader found slots at other masters than before")
        .register(registry);
  }

  void request(String path, int status, Duration time) {
    requests
        .computeIfAbsent(
            new Answered(path, status),
            answered ->
                Timer.builder("larder.http.requests")
                    .description("Requests, from their first byte read to their last byte written")
                    .tag("path", path)
                    .tag("status", Integer.toString(status))
                    .serviceLevelObjectives(LATENCIES)
                    .register(registry))
        .record(time);
  }

  void part(Part part, Duration time) {
    parts
        .computeIfAbsent(
            part,
            key ->
                Timer.builder("larder.decision.parts")
                    .description("Parts of a decision")
                    .tag("part", part.label())
                    .serviceLevelObjectives(LATENCIES)
                    .register(registry))
        .record(time);
  }

  void decision(Decision decision, List<FeatureValue> values, Instant moment) {
    decisions
        .computeIfAbsent(
            decision.decision(), key -> registry.counter("larder.decisions", "decision", key))
        .increment();
    String last = null;
    for (FeatureValue value : values) {
      Status status = value.statusAt(moment);
      if (status != Status.PRESENT) {
        missing(new Missing(value.reference(), status)).increment();
      }
      String view = value.projection().nameToUse();
      if (!view.equals(last) && value.eventTimestamp() != null) {
        age(view).record(Duration.between(value.eventTimestamp(), moment).toMillis() / 1e3);
      }
      last = view;
    }
  }

  private Counter missing(Missing which) {
    return missing.computeIfAbsent(
        which,
        key ->
            registry.counter(
                "larder.features.missing",
                "feature",
                key.feature(),
                "status",
                key.status().name()));
  }

  private DistributionSummary age(String view) {
    return ages.computeIfAbsent(
        view,
        key ->
            DistributionSummary.builder("larder.feature.age")
                .description("Age of the values of a view at their decision")
                .baseUnit("seconds")
                .tag("view", view)
                .serviceLevelObjectives(AGES)
                .register(registry));
  }

  void reload(boolean taken) {
    registry.counter("larder.reloads", "result", taken ? "taken" : "failed").increment();
  }

  Response scrape() {
    return Response.text("text/plain; version=0.0.4; charset=utf-8", registry.scrape());
  }
}
