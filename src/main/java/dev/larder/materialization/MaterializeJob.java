package dev.larder.materialization;

import dev.larder.UserException;
import dev.larder.asof.RowTasks;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Settings;
import dev.larder.offline.OfflineStore;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.HashSlot;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisTarget;
import dev.larder.online.WritePolicy;
import dev.larder.online.WritePolicy.Rule;
import dev.larder.registry.MaterializationInterval;
import dev.larder.registry.Registry;
import dev.larder.registry.RegistryFile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * Loads the newest feature values of a window into the online store, view by view, and records each
 * view's interval in the registry once its last row is acknowledged. A failure ends the run: views
 * before it keep their interval, the failed one has none.
 */
public final class MaterializeJob {
  private final SparkSession spark;
  private final FeatureStoreConfig config;
  private final Settings settings;
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
    default void running(WriteProgress progress) {}

    void finished(ViewResult result);
  }

  public MaterializeJob(
      SparkSession spark, FeatureStoreConfig config, RegistryFile registryFile, Request request) {
    this.spark = spark;
    this.config = config;
    this.settings = settings(spark, config, request);
    this.registryFile = registryFile;
    this.request = request;
  }

  private static Settings settings(SparkSession spark, FeatureStoreConfig config, Request request) {
    Map<String, String> conf = JavaConverters.mapAsJavaMap(spark.conf().getAll());
    Settings settings = config.settings().withSparkConf(conf);
    return request.maxRowsPerSecond() == null
        ? settings
        : settings.withMaxRowsPerSecond(request.maxRowsPerSecond());
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
    RedisTarget target = OnlineStoreTarget.of(config.onlineStore(), spark.sparkContext().getConf());
    Stores stores = new Stores(OfflineStore.of(spark, config), target, placement(target));
    List<ViewResult> results = new ArrayList<>();
    for (MaterializationWindow window : windows) {
      progress.started(window);
      ViewResult result =
          request.start() == null && window.isUpToDate()
              ? ViewResult.upToDate(window)
              : materialize(window, registry, stores, progress);
      progress.finished(result);
      results.add(result);
    }
    return results;
  }

  /** Where the rows come from, and where they go. */
  private record Stores(OfflineStore offline, RedisTarget online, SlotPlacement placement) {}

  private SlotPlacement placement(RedisTarget target) {
    try (RedisClient client = client(target)) {
      return SlotPlacement.over(
          client.masters().stream().map(RedisClient.Master::slots).toList(),
          settings.writersPerMaster());
    }
  }

  private RedisClient client(RedisTarget target) {
    return new RedisClient(
        target, settings.redisTimeout(), settings.writeDeadline(), settings.pipelineDepth());
  }

  private ViewResult materialize(
      MaterializationWindow window, Registry registry, Stores stores, Progress progress) {
    FeatureView view = window.view();
    String description =
        "materialize %s: %d slots in %d partitions"
            .formatted(view.name(), HashSlot.COUNT, stores.placement().partitions());
    ViewResult result;
    try (ProgressListener listener =
        ProgressListener.follow(spark.sparkContext(), description, progress::running)) {
      result = load(window, registry.intervals(view.name()), stores, listener.liveCounts());
      if (result.read() == 0) {
        stores.offline().requireRows(view.source());
      }
    }
    // With what a lookback reaches beyond all recorded intervals: that is loaded now, too.
    registryFile.recordMaterialization(view.name(), window.start(), window.end());
    return result;
  }

  private ViewResult load(
      MaterializationWindow window,
      List<MaterializationInterval> loaded,
      Stores stores,
      LiveCounts live) {
    FeatureView view = window.view();
    EntityKeyEncoder keys =
        new EntityKeyEncoder(
            config.entityKeySerializationVersion(), config.project(), view.entityColumns());
    FeatureFields fields =
        new FeatureFields(view.onlineName(config.versionedViewNames()), view.features());
    // Where keys expire, an empty store may be the right one.
    if (window.lastEnd() != null && config.onlineStore().keyTtlSeconds() == 0) {
      try (RedisClient client = client(stores.online())) {
        new FilledStoreCheck(stores.offline(), client, keys, fields).require(window, loaded);
      }
    }
    NewestRows rows = NewestRows.plan(stores.offline(), window, keys, stores.placement());
    ViewWriter writer =
        new ViewWriter(
            stores.online(),
            fields,
            new RowEncoder(view, keys),
            policy(),
            window.lateUntilMicros(),
            live);
    WriteCounts written =
        RowTasks.run(rows.rows(), "materialize " + view.name(), stores.placement().tasks(), writer)
            .stream()
            .reduce(WriteCounts.NONE, WriteCounts::plus);
    return ViewResult.of(window, rows.counts(), written);
  }

  private WritePolicy policy() {
    return new WritePolicy(
        settings.redisTimeout(),
        settings.writeDeadline(),
        settings.pipelineDepth(),
        config.onlineStore().skipDedup()
            ? Rule.ALWAYS
            : request.overwrite() ? Rule.NOT_OLDER : Rule.NEWER,
        config.onlineStore().keyTtlSeconds(),
        settings.waitReplicas(),
        (double) settings.maxRowsPerSecond() / settings.writersPerMaster());
  }
}
