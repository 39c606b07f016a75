package dev.larder.testing;

import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureStoreConfig.OfflineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RegistryConfig;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Settings;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.EventTimestamp;
import dev.larder.online.FeatureFields;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.online.ValueCodec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The features of {@link CreditModel} in an online store. */
public final class CreditStore {
  private CreditStore() {}

  /** The feature store of {@link CreditModel}, with more of Larder's settings. */
  public static FeatureStoreConfig config(OnlineStoreConfig online, Map<String, String> settings) {
    return new FeatureStoreConfig(
        ".",
        CreditModel.DEFINITIONS.project(),
        RegistryConfig.at("registry.db"),
        online,
        new OfflineStoreConfig("file", Map.of()),
        3,
        Settings.of(settings));
  }

  /** What stores one value for all features of a view, of one entity. */
  public static RedisCommand row(String view, Object entity, Long value, Instant time) {
    FeatureView found = CreditModel.DEFINITIONS.featureView(view);
    FeatureFields fields = new FeatureFields(view, found.features());
    List<byte[]> hash = new ArrayList<>();
    hash.add(fields.timestamp());
    hash.add(EventTimestamp.encode(ChronoUnit.MICROS.between(Instant.EPOCH, time)));
    for (int f = 0; f < found.features().size(); f++) {
      hash.add(fields.feature(f));
      hash.add(ValueCodec.of(found.features().get(f).valueType()).encode(value));
    }
    byte[] key =
        new EntityKeyEncoder(3, CreditModel.DEFINITIONS.project(), found.entityColumns())
            .encode(new Object[] {entity});
    return RedisCommand.hset(key, hash.toArray(byte[][]::new));
  }

  /** Stores rows. */
  public static void store(RedisClient client, RedisCommand... rows) {
    client.execute(List.of(rows));
  }
}
