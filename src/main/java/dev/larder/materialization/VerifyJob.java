package dev.larder.materialization;

import dev.larder.UserException;
import dev.larder.asof.RowTasks;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import dev.larder.offline.FeatureTable;
import dev.larder.offline.OfflineStore;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisNode;
import dev.larder.online.WritePolicy.Rule;
import dev.larder.registry.Registry;
import dev.larder.registry.RegistryFile;
import dev.larder.report.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * Compares the online store with the offline store: of each view, the newest row of every entity
 * within the intervals that the registry has recorded, as it would be written, with what is stored.
 * The stored keys are listed and compared with in the same exchange.
 */
public final class VerifyJob {
  private final SparkSession spark;
  private final FeatureStoreConfig config;
  private final RegistryFile registryFile;
  private final Request request;

  /**
   * What is asked for.
   *
   * @param views names; empty for all that are online and were materialized
   * @param sample the share of keys to look at, chosen by their hash: above 0, up to 1 for all
   * @param repair whether to write what is stale, mismatched or missing, over nothing newer
   * @param deleteExtra whether to remove the values of entities that no source row has
   */
  public record Request(List<String> views, double sample, boolean repair, boolean deleteExtra) {
    public Request {
      views = List.copyOf(views);
    }
  }

  /** Hears of each view as it goes. */
  public interface Progress {
    void started(String view);

    /** Comes every few seconds between the other two, and may come late; on another thread. */
    default void running(ViewProgress progress) {}

    void finished(Verification.View view);
  }

  public VerifyJob(
      SparkSession spark, FeatureStoreConfig config, RegistryFile registryFile, Request request) {
    this.spark = spark;
    this.config = config;
    this.registryFile = registryFile;
    this.request = request;
  }

  /** Where the rows of all views go. */
  private record Masters(OnlineStore store, SlotPlacement placement, List<RedisNode> nodes) {}

  /**
   * Compares the views in the order of the request, or of the registry.
   *
   * @throws UserException for views, sources or servers that cannot be used
   */
  public Verification run(Progress progress) {
    Registry registry = registryFile.load();
    List<FeatureView> views = views(registry);
    Masters masters = masters();
    ReadableFindings readable = new ReadableFindings(registry.definitions());
    List<Verification.View> verified = new ArrayList<>();
    try (OfflineStore store = OfflineStore.of(spark, config)) {
      for (FeatureView view : views) {
        progress.started(view.name());
        Verification.View result = verify(view, registry, store, masters, readable, progress);
        progress.finished(result);
        verified.add(result);
      }
    }
    return new Verification(config.project(), registry.versionId(), request.sample(), verified);
  }

  private List<FeatureView> views(Registry registry) {
    if (request.views().isEmpty()) {
      List<FeatureView> views =
          registry.definitions().featureViews().values().stream()
              .filter(view -> view.online() && !view.disabled() && !isEmpty(registry, view))
              .map(FeatureView::requireSupported)
              .toList();
      if (views.isEmpty()) {
        throw new UserException(
            "registry", "No online feature view was materialized yet, so nothing can be verified.");
      }
      return views;
    }
    List<FeatureView> views = RequestedWindows.views(request.views(), registry);
    for (FeatureView view : views) {
      if (isEmpty(registry, view)) {
        throw new UserException(
            "feature view " + view.name(),
            "It was not materialized yet, so nothing can be verified.");
      }
    }
    return views;
  }

  private static boolean isEmpty(Registry registry, FeatureView view) {
    return RecordedIntervals.union(registry.intervals(view.name())).isEmpty();
  }

  private Masters masters() {
    OnlineStore store = OnlineStore.of(config, spark).reached();
    try (RedisClient client = store.client()) {
      return new Masters(
          store,
          SlotPlacement.over(client, store.settings().writersPerMaster()),
          client.masters().stream().map(RedisClient.Master::node).toList());
    }
  }

  private Verification.View verify(
      FeatureView view,
      Registry registry,
      OfflineStore store,
      Masters masters,
      ReadableFindings readable,
      Progress progress) {
    // Else all that is stored would be extra.
    store.requireRows(view.source());
    RecordedIntervals intervals = RecordedIntervals.union(registry.intervals(view.name()));
    OnlineView online = masters.store().view(view, Rule.NOT_OLDER);
    NewestRows rows = rows(view, intervals, store, masters, online);
    String name = "verify " + view.name();
    Findings findings = new Findings();
    try (ProgressListener listener =
        ProgressListener.follow(spark.sparkContext(), name, progress::running)) {
      ViewVerifier verifier =
          new ViewVerifier(
              online,
              request.repair(),
              request.deleteExtra(),
              expiredMicros(registry.created(view.name()), Instant.now()),
              RecordedIntervals.micros(intervals.end()),
              listener.liveCounts());
      RowTasks.run(rows.rows(), name, masters.placement().tasks(), verifier)
          .forEach(findings::addAll);
    }
    return readable.view(view, online.keys(), intervals, rows.read().value(), findings);
  }

  private NewestRows rows(
      FeatureView view,
      RecordedIntervals intervals,
      OfflineStore store,
      Masters masters,
      OnlineView online) {
    FeatureTable table =
        intervals.within(FeatureTable.read(store, view, view.features(), intervals.span()));
    KeySample sample = new KeySample(request.sample());
    EntityKeyEncoder keys = online.keys();
    return NewestRows.plan(
        table,
        keys,
        masters.placement(),
        rows -> {
          Dataset<Row> sampled =
              sample.isAll()
                  ? rows
                  : rows.where(
                      NewestRows.ofKey(
                          table.keys(), keys, sample::contains, DataTypes.BooleanType));
          return new StoredKeys(online, sample).beneath(sampled, table.keys(), masters.nodes());
        });
  }

  /**
   * Until which event time a row that is not stored may have expired; the least number for none.
   * Nobody knows when a row was written, but not before its event, nor before its view was applied;
   * and no hash expires sooner than {@code key_ttl_seconds} after the last write to it.
   */
  private long expiredMicros(Instant viewCreated, Instant now) {
    long seconds = config.onlineStore().keyTtlSeconds();
    Instant written = now.minus(Duration.ofSeconds(seconds));
    return seconds == 0 || viewCreated.isAfter(written)
        ? Long.MIN_VALUE
        : RecordedIntervals.micros(written);
  }
}
