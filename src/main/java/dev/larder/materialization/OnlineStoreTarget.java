package dev.larder.materialization;

import com.redislabs.provider.redis.RedisEndpoint;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.Settings;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisNode;
import dev.larder.online.RedisTarget;
import dev.larder.online.RedisTls;
import java.util.List;
import org.apache.spark.SparkConf;

/** Which Redis a job works on. */
final class OnlineStoreTarget {
  private OnlineStoreTarget() {}

  /** A client that the caller closes, with the settings' time-outs. */
  static RedisClient open(RedisTarget target, Settings settings) {
    return new RedisClient(
        target, settings.redisTimeout(), settings.writeDeadline(), settings.pipelineDepth());
  }

  /**
   * What {@code online_store.connection_string} names; without it, what spark-redis reads from
   * {@code spark.redis.host}, {@code .port}, {@code .auth}, {@code .db} and {@code .ssl}.
   */
  static RedisTarget of(OnlineStoreConfig config, SparkConf sparkConf) {
    if (!config.connectionString().isEmpty() || !sparkConf.contains("spark.redis.host")) {
      return RedisTarget.of(config);
    }
    RedisEndpoint endpoint = new RedisEndpoint(sparkConf);
    return new RedisTarget(
        config.redisType(),
        List.of(new RedisNode(endpoint.host(), endpoint.port())),
        null,
        endpoint.auth() == null || endpoint.auth().isEmpty() ? null : endpoint.auth(),
        endpoint.dbNum(),
        endpoint.ssl() ? RedisTls.VERIFIED : RedisTls.OFF,
        config.sentinelMaster());
  }
}
