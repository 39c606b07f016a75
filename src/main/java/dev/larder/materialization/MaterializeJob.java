package dev.larder.materialization;

import dev.larder.UserException;
import dev.larder.asof.RowTasks;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import dev.larder.offline.OfflineStore;
import dev.larder.online.HashSlot;
import dev.larder.online.RedisClient;
import dev.larder.registry.MaterializationInterval;
import dev.larder.registry.Registry;
import dev.larder.registry.RegistryFile;
import dev.larder.report.Materialization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Loads the newest feature values of a window into the online store, view by view, and records each
 * view's interval in the registry once its last row is acknowledged. A failure ends the run: views
 * before it keep their interval, the failed one has none.
 */
public final class MaterializeJob {
  private final SparkSession spark;
  private final FeatureStoreConfig config;
  private final RegistryFile registryFile;
  private final Request request;

  /**
   * What is asked for.
   *
   * @param views names; empty for all that are online
   * @param start null for an incremental run: each view from where it was left
   * @param overwrite whether a row replaces stored values of the same event time: for corrections,
   *     and for features that were added later
   * @param lookback how far before the end of the last run an incremental one starts, for rows that
   *     came late
   * @param allowFutureEnd whether {@code end} may be more than five minutes from now
   * @param maxRowsPerSecond of all writers of one master together, 0 for no limit; null for what
   *     the settings say
   */
  public record Request(
      List<String> views,
      Instant start,
      Instant end,
      boolean overwrite,
      Duration lookback,
      boolean allowFutureEnd,
      Integer maxRowsPerSecond) {
    public Request {
      views = List.copyOf(views);
    }

    /** One with nothing special about it. */
    public Request(List<String> views, Instant start, Instant end, boolean overwrite) {
      this(views, start, end, overwrite, Duration.ZERO, false, null);
    }
  }

  /** Hears of each view as it goes. */
  public interface Progress {
    void planned(List<MaterializationWindow> windows);

    void started(MaterializationWindow window);

    /** Comes every few seconds between the other two, and may come late; on another thread. */
    default void running(ViewProgress progress) {}

    void finished(ViewResult result);
  }

  public MaterializeJob(
      SparkSession spark, FeatureStoreConfig config, RegistryFile registryFile, Request request) {
    this.spark = spark;
    this.config = config;
    this.registryFile = registryFile;
    this.request = request;
  }

  /**
   * Loads the views in the order of the request, or of the registry.
   *
   * @throws UserException for views, windows, sources, settings or servers that cannot be used
   */
  public List<ViewResult> run(Progress progress) {
    Registry registry = registryFile.load();
    // Feast's times are whole microseconds too.
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    List<MaterializationWindow> windows = RequestedWindows.of(request, registry, now);
    progress.planned(windows);
    OnlineStore online =
        OnlineStore.of(config, spark).withMaxRowsPerSecond(request.maxRowsPerSecond()).reached();
    List<ViewResult> results = new ArrayList<>();
    try (OfflineStore offline = OfflineStore.of(spark, config)) {
      Stores stores = new Stores(offline, online, online.placement());
      for (MaterializationWindow window : windows) {
        progress.started(window);
        ViewResult result =
            request.start() == null && window.isUpToDate()
                ? ViewResult.upToDate(window, registry.intervals(window.view().name()))
                : materialize(window, registry, stores, progress);
        progress.finished(result);
        results.add(result);
      }
    }
    return results;
  }

  /**
   * What a run did, for a page.
   *
   * @param results of {@link #run}
   */
  public Materialization report(List<ViewResult> results) {
    OnlineStore online = OnlineStore.of(config, spark);
    try (RedisClient client = online.client()) {
      return MaterializationSummary.of(config.project(), client.masters(), results);
    }
  }

  /** Where the rows come from, and where they go. */
  private record Stores(OfflineStore offline, OnlineStore online, SlotPlacement placement) {}

  private ViewResult materialize(
      MaterializationWindow window, Registry registry, Stores stores, Progress progress) {
    FeatureView view = window.view();
    List<MaterializationInterval> before = registry.intervals(view.name());
    OnlineView online = stores.online().view(view, stores.online().rule(request.overwrite()));
    // Where keys expire, an empty store may be the right one.
    if (window.lastEnd() != null && config.onlineStore().keyTtlSeconds() == 0) {
      new FilledStoreCheck(stores.offline(), online).require(window, before);
    }
    NewestRows rows = NewestRows.plan(stores.offline(), window, online.keys(), stores.placement());
    WriteCounts written = write(rows, window, online, stores.placement(), progress);
    ReadTally.Counts read = rows.read().value();
    if (read.rows() == 0) {
      stores.offline().requireRows(view.source());
    }
    // With what a lookback reaches beyond all recorded intervals: that is loaded now, too.
    registryFile.recordMaterialization(view.name(), window.start(), window.end());
    List<MaterializationInterval> after = registryFile.load().intervals(view.name());
    return new ViewResult(window, false, read.rows(), read.withoutKey(), written, before, after);
  }

  private WriteCounts write(
      NewestRows rows,
      MaterializationWindow window,
      OnlineView online,
      SlotPlacement placement,
      Progress progress) {
    String name = "materialize " + window.view().name();
    String description =
        "%s: %d slots in %d partitions".formatted(name, HashSlot.COUNT, placement.partitions());
    try (ProgressListener listener =
        ProgressListener.follow(spark.sparkContext(), description, progress::running)) {
      ViewWriter writer = new ViewWriter(online, window.lateUntilMicros(), listener.liveCounts());
      return RowTasks.run(rows.rows(), name, placement.tasks(), writer).stream()
          .reduce(WriteCounts.NONE, WriteCounts::plus);
    }
  }
}
