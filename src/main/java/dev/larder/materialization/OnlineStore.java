package dev.larder.materialization;

import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Settings;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisNode;
import dev.larder.online.RedisTarget;
import dev.larder.online.WritePolicy;
import dev.larder.online.WritePolicy.Rule;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * The online store of a job.
 *
 * @param settings with Spark's configuration beneath them
 */
record OnlineStore(FeatureStoreConfig config, Settings settings, RedisTarget target) {
  static OnlineStore of(FeatureStoreConfig config, SparkSession spark) {
    Map<String, String> conf = JavaConverters.mapAsJavaMap(spark.conf().getAll());
    Settings settings = config.settings().withSparkConf(conf);
    return new OnlineStore(
        config,
        settings,
        OnlineStoreTarget.of(config.onlineStore(), settings, spark.sparkContext().getConf()));
  }

  /**
   * The same, but for its rate limit.
   *
   * @param rowsPerSecond of all writers of one master together, 0 for no limit; null for what the
   *     settings say
   */
  OnlineStore withMaxRowsPerSecond(Integer rowsPerSecond) {
    return rowsPerSecond == null
        ? this
        : new OnlineStore(config, settings.withMaxRowsPerSecond(rowsPerSecond), target);
  }

  /**
   * The same, for tasks, which may begin when servers are away.
   *
   * @throws dev.larder.UserException where it cannot be reached now
   */
  OnlineStore reached() {
    try (RedisClient client = client()) {
      List<RedisNode> masters = client.masters().stream().map(RedisClient.Master::node).toList();
      return new OnlineStore(config, settings, target.reachedAt(masters));
    }
  }

  /** A client that the caller closes. */
  RedisClient client() {
    return new RedisClient(
        target, settings.redisTimeout(), settings.writeDeadline(), settings.pipelineDepth());
  }

  /** Where the rows of each slot go, as the slots are served now. */
  SlotPlacement placement() {
    try (RedisClient client = client()) {
      return SlotPlacement.over(client, settings.writersPerMaster());
    }
  }

  /** Which rows are written over stored ones. */
  Rule rule(boolean overwrite) {
    return config.onlineStore().skipDedup() ? Rule.ALWAYS : overwrite ? Rule.NOT_OLDER : Rule.NEWER;
  }

  /** A view as tasks find it. */
  OnlineView view(FeatureView view, Rule rule) {
    EntityKeyEncoder keys =
        new EntityKeyEncoder(
            config.entityKeySerializationVersion(), config.project(), view.entityColumns());
    return new OnlineView(
        target,
        keys,
        new FeatureFields(view.onlineName(config.registry().versionedViewNames()), view.features()),
        new RowEncoder(view, keys),
        policy(rule));
  }

  private WritePolicy policy(Rule rule) {
    return new WritePolicy(
        settings.redisTimeout(),
        settings.writeDeadline(),
        settings.pipelineDepth(),
        rule,
        config.onlineStore().keyTtlSeconds(),
        settings.waitReplicas(),
        (double) settings.maxRowsPerSecond() / settings.writersPerMaster());
  }
}
