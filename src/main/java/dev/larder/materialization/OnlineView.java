package dev.larder.materialization;

import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.HashWriter;
import dev.larder.online.NodeCounts;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisNode;
import dev.larder.online.RedisTarget;
import dev.larder.online.WritePolicy;
import java.io.Serializable;
import java.util.Map;
import java.util.function.Consumer;

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

  /** A client that the caller closes. */
  RedisClient client() {
    return new RedisClient(target, policy.timeout(), policy.deadline(), policy.pipelineDepth());
  }

  /**
   * A writer that the caller closes.
   *
   * @param progress gets the writer's counts whenever they change
   */
  HashWriter writer(Consumer<Map<RedisNode, NodeCounts>> progress) {
    return new HashWriter(target, fields, policy, progress);
  }
}
