package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.OnlineStoreDeletion;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisTarget;
import java.util.List;

/** Deletes from the online store what a project holds there, under the names that it has there. */
final class OnlineDeletion implements AutoCloseable {
  private final FeatureStoreConfig config;
  private final RedisClient client;
  private final OnlineStoreDeletion deletion;

  /**
   * Of the online store that the configuration names; it is connected to at the first deletion.
   *
   * @throws UserException where its connection string cannot be understood
   */
  OnlineDeletion(FeatureStoreConfig config) {
    this.config = config;
    this.client =
        new RedisClient(
            RedisTarget.of(config.onlineStore(), config.settings()),
            config.settings().redisTimeout(),
            config.settings().writeDeadline(),
            config.settings().pipelineDepth());
    this.deletion = new OnlineStoreDeletion(client);
  }

  /**
   * Deletes all hashes of these join keys.
   *
   * @return how many
   * @throws UserException where Redis does not answer
   */
  long deleteHashes(List<Field> joinKeys) {
    return deletion.deleteAll(encoder(joinKeys));
  }

  /**
   * Deletes the values of a view from the hashes of its join keys.
   *
   * @return how many hashes held some
   * @throws UserException where Redis does not answer
   */
  long deleteValues(FeatureView view) {
    FeatureFields fields =
        new FeatureFields(view.onlineName(config.registry().versionedViewNames()), view.features());
    return deletion.deleteView(encoder(view.entityColumns()), fields);
  }

  private EntityKeyEncoder encoder(List<Field> joinKeys) {
    return new EntityKeyEncoder(config.entityKeySerializationVersion(), config.project(), joinKeys);
  }

  @Override
  public void close() {
    client.close();
  }
}
