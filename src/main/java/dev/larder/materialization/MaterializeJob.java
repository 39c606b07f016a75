package dev.larder.materialization;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.asof.RowTasks;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Settings;
import dev.larder.offline.OfflineStore;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisTarget;
import dev.larder.online.WritePolicy;
import dev.larder.online.WritePolicy.Rule;
import dev.larder.registry.Registry;
import dev.larder.registry.RegistryFile;
import java.time.Instant;
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
   */
  public record Request(List<String> views, Instant start, Instant end, boolean overwrite) {
    public Request {
      views = List.copyOf(views);
    }
  }

  /** Hears of each view as it goes. */
  public interface Progress {
    void planned(List<MaterializationWindow> windows);

    void started(MaterializationWindow window);

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
   * @throws UserException for views, windows, sources or servers that cannot be used
   */
  public List<ViewResult> run(Progress progress) {
    List<MaterializationWindow> windows = windows(registryFile.load(), Instant.now());
    progress.planned(windows);
    RedisTarget target = OnlineStoreTarget.of(config, spark.sparkContext().getConf());
    SlotPlacement placement = placement(target);
    OfflineStore store = OfflineStore.of(spark, config);
    List<ViewResult> results = new ArrayList<>();
    for (MaterializationWindow window : windows) {
      progress.started(window);
      ViewResult result = materialize(window, store, target, placement);
      progress.finished(result);
      results.add(result);
    }
    return results;
  }

  /** What the request asks for, by a registry and a clock. */
  List<MaterializationWindow> windows(Registry registry, Instant now) {
    return views(registry, request.views()).stream()
        .map(
            view ->
                request.start() == null
                    ? MaterializationWindow.incremental(
                        view, registry.intervals(view.name()), request.end(), now)
                    : MaterializationWindow.between(view, request.start(), request.end()))
        .toList();
  }

  /** The views of these names; all that are online, where there is none. */
  static List<FeatureView> views(Registry registry, List<String> names) {
    if (names.isEmpty()) {
      return onlineViews(registry);
    }
    return names.stream()
        .distinct()
        .map(registry.definitions()::featureView)
        .map(FeatureView::requireSupported)
        .toList();
  }

  /** All or none: a view that cannot be done is found before the first one is. */
  private static List<FeatureView> onlineViews(Registry registry) {
    List<FeatureView> views =
        registry.definitions().featureViews().values().stream()
            .filter(view -> view.online() && !view.disabled())
            .toList();
    if (views.isEmpty()) {
      throw new UserException(
          "registry",
          "No feature view is online."
              + DidYouMean.hint("", registry.definitions().featureViews().keySet()));
    }
    try {
      views.forEach(FeatureView::requireSupported);
    } catch (UserException e) {
      throw new UserException(
          e.problems().get(0).where(),
          e.problems().get(0).message() + " Name the views to materialize by --views.",
          e);
    }
    return views;
  }

  private SlotPlacement placement(RedisTarget target) {
    try (RedisClient client = OnlineStoreTarget.open(target, config.settings())) {
      return SlotPlacement.over(client, config.settings().writersPerMaster());
    }
  }

  private ViewResult materialize(
      MaterializationWindow window,
      OfflineStore store,
      RedisTarget target,
      SlotPlacement placement) {
    if (request.start() == null && window.isUpToDate()) {
      return ViewResult.upToDate(window);
    }
    FeatureView view = window.view();
    EntityKeyEncoder keys =
        new EntityKeyEncoder(
            config.entityKeySerializationVersion(), config.project(), view.entityColumns());
    NewestRows rows = NewestRows.plan(store, window, keys, placement);
    ViewWriter writer =
        new ViewWriter(
            target,
            new FeatureFields(view.onlineName(config.versionedViewNames()), view.features()),
            new RowEncoder(view, keys),
            policy(config, rule(config, request)));
    WriteCounts written =
        RowTasks.run(rows.rows(), "materialize " + view.name(), placement.tasks(), writer).stream()
            .reduce(WriteCounts.NONE, WriteCounts::plus);
    ViewResult result = ViewResult.of(window, rows.counts(), written);
    if (result.read() == 0) {
      store.requireRows(window.view().source());
    }
    registryFile.recordMaterialization(window.view().name(), window.start(), window.end());
    return result;
  }

  /** How rows are written, but for the rule. */
  static WritePolicy policy(FeatureStoreConfig config, Rule rule) {
    Settings settings = config.settings();
    return new WritePolicy(
        settings.redisTimeout(),
        settings.writeDeadline(),
        settings.pipelineDepth(),
        rule,
        config.onlineStore().keyTtlSeconds(),
        settings.waitReplicas(),
        (double) settings.maxRowsPerSecond() / settings.writersPerMaster());
  }

  /** Which rows a request writes. */
  static Rule rule(FeatureStoreConfig config, Request request) {
    return config.onlineStore().skipDedup()
        ? Rule.ALWAYS
        : request.overwrite() ? Rule.NOT_OLDER : Rule.NEWER;
  }
}
