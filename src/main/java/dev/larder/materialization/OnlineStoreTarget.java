package dev.larder.materialization;

import com.redislabs.provider.redis.RedisEndpoint;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.Secret;
import dev.larder.feature.Settings;
import dev.larder.online.PasswordLogin;
import dev.larder.online.RedisNode;
import dev.larder.online.RedisTarget;
import dev.larder.online.RedisTls;
import java.util.List;
import org.apache.spark.SparkConf;

/** Which Redis a job works on. */
final class OnlineStoreTarget {
  private OnlineStoreTarget() {}

  /**
   * What {@code online_store.connection_string} names; without it, what spark-redis reads from
   * {@code spark.redis.host}, {@code .port}, {@code .auth}, {@code .db} and {@code .ssl}. Larder's
   * own settings come over both.
   */
  static RedisTarget of(OnlineStoreConfig store, Settings settings, SparkConf sparkConf) {
    return store.connectionString().isEmpty() && sparkConf.contains("spark.redis.host")
        ? ofSpark(store, new RedisEndpoint(sparkConf)).with(settings)
        : RedisTarget.of(store, settings);
  }

  private static RedisTarget ofSpark(OnlineStoreConfig store, RedisEndpoint endpoint) {
    String password = endpoint.auth();
    return new RedisTarget(
        store.redisType(),
        List.of(new RedisNode(endpoint.host(), endpoint.port())),
        password == null || password.isEmpty()
            ? PasswordLogin.NONE
            : new PasswordLogin(null, Secret.of("spark.redis.auth", password)),
        endpoint.dbNum(),
        endpoint.ssl() ? RedisTls.VERIFIED : RedisTls.OFF,
        store.sentinelMaster(),
        false);
  }
}
