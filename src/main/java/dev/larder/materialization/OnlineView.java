package dev.larder.materialization;

import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.HashWriter;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisTarget;
import dev.larder.online.WritePolicy;
import dev.larder.online.WritePolicy.Rule;
import java.io.Serializable;

/**
 * A view as tasks find it in the online store.
 *
 * @param keys of its entities
 * @param fields under the name that it has there
 */
record OnlineView(
    RedisTarget target,
    EntityKeyEncoder keys,
    FeatureFields fields,
    RowEncoder encoder,
    WritePolicy policy)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static OnlineView of(FeatureStoreConfig config, RedisTarget target, FeatureView view, Rule rule) {
    EntityKeyEncoder keys =
        new EntityKeyEncoder(
            config.entityKeySerializationVersion(), config.project(), view.entityColumns());
    return new OnlineView(
        target,
        keys,
        new FeatureFields(view.onlineName(config.versionedViewNames()), view.features()),
        new RowEncoder(view, keys),
        MaterializeJob.policy(config, rule));
  }

  /** A client that the caller closes. */
  RedisClient client() {
    return new RedisClient(target, policy.timeout(), policy.deadline(), policy.pipelineDepth());
  }

  /** A writer that the caller closes. */
  HashWriter writer() {
    return new HashWriter(target, fields, policy);
  }
}
