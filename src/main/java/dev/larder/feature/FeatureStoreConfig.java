package dev.larder.feature;

import dev.larder.storage.S3PutArguments;
import java.util.Map;

/**
 * What {@code feature_store.yaml} says, in Feast's keys.
 *
 * @param directory the feature repository: a local directory, or an {@code s3://} prefix; relative
 *     paths start there
 * @param entityKeySerializationVersion 1, 2 or 3
 * @param settings the block {@code larder:}, which Feast ignores
 */
public record FeatureStoreConfig(
    String directory,
    String project,
    RegistryConfig registry,
    OnlineStoreConfig onlineStore,
    OfflineStoreConfig offlineStore,
    int entityKeySerializationVersion,
    Settings settings) {

  /**
   * The block {@code registry}, or what stands in its place.
   *
   * @param path where the registry lies; relative to the repository
   * @param versionedViewNames {@code enable_online_feature_view_versioning}
   * @param s3PutArguments {@code s3_additional_kwargs}
   */
  public record RegistryConfig(
      String path, boolean versionedViewNames, S3PutArguments s3PutArguments) {
    /** One of which nothing but its place is said. */
    public static RegistryConfig at(String path) {
      return new RegistryConfig(path, false, S3PutArguments.NONE);
    }
  }

  /** How the hosts of the connection string are meant. */
  public enum RedisType {
    /** One server: the first host. */
    REDIS,
    /** A cluster: every host is a place to ask for the topology. */
    REDIS_CLUSTER,
    /** Sentinels that name the one server. */
    REDIS_SENTINEL
  }

  /**
   * The block {@code online_store}.
   *
   * @param connectionString as Feast reads it: hosts and options, comma-separated; may hold a
   *     password, never print it
   * @param sentinelMaster the name of the master that sentinels watch
   * @param keyTtlSeconds how long a hash lives after a write; 0 for ever
   * @param fullScanForDeletion whether {@code apply} removes the values of views that are gone
   * @param skipDedup whether a write replaces the stored values without comparing event times
   */
  public record OnlineStoreConfig(
      RedisType redisType,
      String connectionString,
      String sentinelMaster,
      long keyTtlSeconds,
      boolean fullScanForDeletion,
      boolean skipDedup) {
    /** Without the connection string, which may hold a password. */
    @Override
    public String toString() {
      return "OnlineStoreConfig[" + redisType + "]";
    }
  }

  /**
   * The block {@code offline_store}.
   *
   * @param type Feast's name: {@code file}, {@code redshift}, {@code spark}, …
   * @param settings the block's other keys as they stand
   */
  public record OfflineStoreConfig(String type, Map<String, String> settings) {
    public OfflineStoreConfig {
      settings = Map.copyOf(settings);
    }
  }
}
