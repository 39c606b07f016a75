package dev.larder.materialization;

import dev.larder.asof.RowTasks;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.Settings;
import dev.larder.materialization.MaterializationEstimate.Master;
import dev.larder.materialization.MaterializationEstimate.View;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.offline.OfflineStore;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisNode;
import dev.larder.online.ServerMemory;
import dev.larder.registry.RegistryFile;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Says what a materialization would do: reads the rows, finds the newest of each entity and encodes
 * them, as the materialization would, and looks up some keys instead of writing all. Neither the
 * online store nor the registry is changed.
 */
public final class MaterializeDryRun {
  /** Keys of a view that are looked up, in all. */
  private static final int SAMPLE = 10_000;

  /**
   * Rows that one master takes in a second: half of what one of three did beside the writer on two
   * cores of one machine.
   */
  private static final long ROWS_PER_SECOND = 100_000;

  private final SparkSession spark;
  private final FeatureStoreConfig config;
  private final RegistryFile registryFile;
  private final Request request;

  public MaterializeDryRun(
      SparkSession spark, FeatureStoreConfig config, RegistryFile registryFile, Request request) {
    this.spark = spark;
    this.config = config;
    this.registryFile = registryFile;
    this.request = request;
  }

  /**
   * Looks at the views in the order of the request, or of the registry.
   *
   * @throws dev.larder.UserException for views, windows, sources or servers that cannot be used
   */
  public MaterializationEstimate run() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    List<MaterializationWindow> windows = RequestedWindows.of(request, registryFile.load(), now);
    OnlineStore online =
        OnlineStore.of(config, spark).withMaxRowsPerSecond(request.maxRowsPerSecond()).reached();
    SlotPlacement placement = online.placement();
    long start = System.nanoTime();
    Map<RedisNode, NodeEstimate> byNode = new HashMap<>();
    List<View> views = new ArrayList<>();
    try (OfflineStore store = OfflineStore.of(spark, config)) {
      for (MaterializationWindow window : windows) {
        views.add(view(window, store, online, placement, byNode));
      }
    }
    double readSeconds = (System.nanoTime() - start) / 1e9;
    return estimate(views, masters(online, byNode), readSeconds, online.settings());
  }

  private View view(
      MaterializationWindow window,
      OfflineStore store,
      OnlineStore onlineStore,
      SlotPlacement placement,
      Map<RedisNode, NodeEstimate> byNode) {
    if (request.start() == null && window.isUpToDate()) {
      return view(window, true, ReadTally.Counts.NONE, NodeEstimate.NONE);
    }
    OnlineView online = onlineStore.view(window.view(), onlineStore.rule(request.overwrite()));
    NewestRows rows = NewestRows.plan(store, window, online.keys(), placement);
    List<int[]> tasks = placement.tasks();
    ViewEstimator estimator = new ViewEstimator(online, Math.max(100, SAMPLE / tasks.size()));
    Map<RedisNode, NodeEstimate> ofView = new HashMap<>();
    RowTasks.run(rows.rows(), "dry run of " + window.view().name(), tasks, estimator)
        .forEach(ofTask -> ofTask.forEach((node, e) -> ofView.merge(node, e, NodeEstimate::plus)));
    ofView.forEach((node, e) -> byNode.merge(node, e, NodeEstimate::plus));
    ReadTally.Counts counts = rows.read().value();
    if (counts.rows() == 0) {
      store.requireRows(window.view().source());
    }
    return view(
        window,
        false,
        counts,
        ofView.values().stream().reduce(NodeEstimate.NONE, NodeEstimate::plus));
  }

  private static View view(
      MaterializationWindow window, boolean upToDate, ReadTally.Counts read, NodeEstimate all) {
    return new View(
        window.view().name(),
        window.start().toString(),
        window.end().toString(),
        upToDate,
        read.rows(),
        read.withoutKey(),
        all.entities(),
        all.sampled(),
        all.fresh(),
        all.newer(),
        all.older(),
        all.bytes());
  }

  private static List<Master> masters(OnlineStore online, Map<RedisNode, NodeEstimate> byNode) {
    try (RedisClient client = online.client()) {
      return client.masters().stream()
          .map(RedisClient.Master::node)
          .map(
              node ->
                  master(node, client.memory(node), byNode.getOrDefault(node, NodeEstimate.NONE)))
          .toList();
    }
  }

  private static Master master(RedisNode node, ServerMemory memory, NodeEstimate estimate) {
    Long free = memory.freeBytes().isPresent() ? memory.freeBytes().getAsLong() : null;
    return new Master(
        node.toString(),
        estimate.entities(),
        estimate.bytes(),
        estimate.memoryBytes(),
        memory.usedBytes(),
        free,
        free == null || estimate.memoryBytes() <= free);
  }

  private static MaterializationEstimate estimate(
      List<View> views, List<Master> masters, double readSeconds, Settings settings) {
    long limit = settings.maxRowsPerSecond();
    long rate = limit == 0 ? ROWS_PER_SECOND : Math.min(limit, ROWS_PER_SECOND);
    // All masters are written at the same time.
    double writeSeconds =
        (double) masters.stream().mapToLong(Master::entities).max().orElse(0) / rate;
    return new MaterializationEstimate(
        views, masters, rounded(readSeconds), rounded(readSeconds + writeSeconds), rate);
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1000) / 1e3;
  }
}
