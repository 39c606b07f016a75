package dev.larder.serving;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.OnlineStoreReader;
import dev.larder.online.OnlineStoreReader.Read;
import dev.larder.online.OnlineStoreReader.StoredRow;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisTarget;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The features of entities, read from the online store as Feast's {@code get_online_features} does:
 * a view's ttl is not looked at. For one thread at a time.
 */
public final class OnlineFeatures implements AutoCloseable {
  private final FeatureStoreConfig config;
  private final RedisClient client;
  private final OnlineStoreReader reader;

  private OnlineFeatures(FeatureStoreConfig config, RedisClient client) {
    this.config = config;
    this.client = client;
    this.reader = new OnlineStoreReader(client);
  }

  /**
   * Opens the online store that the configuration names; it is connected to at the first read.
   *
   * @throws UserException where its connection string cannot be understood
   */
  public static OnlineFeatures open(FeatureStoreConfig config) {
    RedisClient client =
        new RedisClient(
            RedisTarget.of(config.onlineStore(), config.settings()),
            config.settings().redisTimeout(),
            config.settings().redisTimeout(),
            config.settings().pipelineDepth());
    return new OnlineFeatures(config, client);
  }

  /** The columns that entity rows must have for these projections, with the views' join keys. */
  public static Map<String, Field> entityColumns(List<FeatureViewProjection> projections) {
    return EntityRows.columns(projections);
  }

  /**
   * Reads features; one round trip, and one command for each hash.
   *
   * @param entityRows join key, or the column that the projection maps it to → String, Integer,
   *     Long; for BYTES {@code byte[]} or Base64, for UNIX_TIMESTAMP seconds, {@link Instant} or
   *     its text
   * @return for each entity row the values in the order of the projections and of their features
   * @throws UserException with everything that is wrong with the entity rows; where a view is
   *     disabled or Redis does not answer
   */
  public List<List<FeatureValue>> read(
      List<FeatureViewProjection> projections, List<Map<String, Object>> entityRows) {
    projections.forEach(FeatureViewProjection::requireSupported);
    List<List<Object[]>> keyValues = EntityRows.keyValues(projections, entityRows);
    List<EntityKeyEncoder> encoders = projections.stream().map(this::encoder).toList();
    List<FeatureFields> fields = projections.stream().map(this::fields).toList();
    List<Read> reads = new ArrayList<>();
    for (List<Object[]> row : keyValues) {
      for (int p = 0; p < projections.size(); p++) {
        byte[] key = encoders.get(p).encode(row.get(p));
        reads.add(new Read(key, fields.get(p), projections.get(p).features()));
      }
    }
    Iterator<StoredRow> stored = reader.read(reads).iterator();
    return keyValues.stream().map(row -> values(projections, stored)).toList();
  }

  private EntityKeyEncoder encoder(FeatureViewProjection projection) {
    return new EntityKeyEncoder(
        config.entityKeySerializationVersion(),
        config.project(),
        projection.view().entityColumns());
  }

  private FeatureFields fields(FeatureViewProjection projection) {
    return new FeatureFields(
        projection.view().onlineName(config.versionedViewNames()), projection.features());
  }

  private static List<FeatureValue> values(
      List<FeatureViewProjection> projections, Iterator<StoredRow> stored) {
    List<FeatureValue> values = new ArrayList<>();
    for (FeatureViewProjection projection : projections) {
      StoredRow row = stored.next();
      Instant eventTimestamp =
          row.eventMicros() == null
              ? null
              : Instant.EPOCH.plus(row.eventMicros(), ChronoUnit.MICROS);
      for (int i = 0; i < projection.features().size(); i++) {
        values.add(
            new FeatureValue(
                projection, projection.features().get(i), row.values().get(i), eventTimestamp));
      }
    }
    return values;
  }

  @Override
  public void close() {
    client.close();
  }
}
