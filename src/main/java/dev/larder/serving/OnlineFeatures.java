package dev.larder.serving;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.online.HashSlot;
import dev.larder.online.OnlineStoreReader;
import dev.larder.online.OnlineStoreReader.Read;
import dev.larder.online.OnlineStoreReader.StoredRow;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisNode;
import dev.larder.online.RedisTarget;
import java.time.Duration;
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

  private OnlineFeatures(FeatureStoreConfig config, RedisClient client, OnlineStoreReader reader) {
    this.config = config;
    this.client = client;
    this.reader = reader;
  }

  /**
   * Opens the online store that the configuration names; it is connected to at the first read.
   *
   * @throws UserException where its connection string cannot be understood
   */
  public static OnlineFeatures open(FeatureStoreConfig config) {
    RedisClient client = client(config, config.settings().redisTimeout());
    return new OnlineFeatures(config, client, OnlineStoreReader.ofAll(client));
  }

  /**
   * As {@link #open}, for who cannot wait: features that no server sends in time are {@link
   * FeatureValue#answered not answered}.
   *
   * @param deadline for one read; to find out where a lost server's slots are now may take as long
   *     again
   */
  public static OnlineFeatures openInTime(FeatureStoreConfig config, Duration deadline) {
    RedisClient client = client(config, deadline);
    return new OnlineFeatures(config, client, OnlineStoreReader.inTime(client));
  }

  private static RedisClient client(FeatureStoreConfig config, Duration timeout) {
    return new RedisClient(
        RedisTarget.of(config.onlineStore(), config.settings()),
        timeout,
        timeout,
        config.settings().pipelineDepth(),
        config.settings().readFrom());
  }

  /** The columns that entity rows must have for these projections, with the views' join keys. */
  public static Map<String, Field> entityColumns(List<FeatureViewProjection> projections) {
    return EntityRowReader.columns(projections);
  }

  /**
   * Where the values of a view's entity are kept.
   *
   * @param view its name, or its alias
   * @param joinKeys the columns of the entity row that say which entity
   * @param master of the slot, as {@code host:port}; null where none serves it
   */
  public record KeyLocation(String view, List<String> joinKeys, int slot, String master) {
    public KeyLocation {
      joinKeys = List.copyOf(joinKeys);
    }
  }

  /**
   * Looks for the online store's servers; returns itself.
   *
   * @throws UserException where a slot has none that is known to serve it
   */
  public OnlineFeatures requireReachable() {
    client.masters();
    return this;
  }

  /** Where a row's values are kept, as far as is known without asking. */
  public List<KeyLocation> locate(FeatureLookup lookup, Map<String, Object> entityRow) {
    List<Read> reads = lookup.reads(List.of(entityRow));
    List<KeyLocation> locations = new ArrayList<>();
    for (int p = 0; p < reads.size(); p++) {
      FeatureViewProjection projection = lookup.projections().get(p);
      int slot = HashSlot.of(reads.get(p).key());
      RedisNode owner = client.owner(slot);
      locations.add(
          new KeyLocation(
              projection.nameToUse(),
              projection.entityRowColumns(),
              slot,
              owner == null ? null : owner.toString()));
    }
    return locations;
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
    return read(FeatureLookup.of(config, projections), entityRows);
  }

  /** As the other, for who asks for the same features again and again. */
  public List<List<FeatureValue>> read(FeatureLookup lookup, List<Map<String, Object>> entityRows) {
    Iterator<StoredRow> stored = reader.read(lookup.reads(entityRows)).iterator();
    return entityRows.stream().map(row -> values(lookup.projections(), stored)).toList();
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
                projection,
                projection.features().get(i),
                row.values().get(i),
                eventTimestamp,
                row.answered()));
      }
    }
    return values;
  }

  /** How often slots were found at other masters than before; for any thread. */
  public long topologyChanges() {
    return client.topologyChanges();
  }

  @Override
  public void close() {
    client.close();
  }
}
