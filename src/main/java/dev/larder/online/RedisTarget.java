package dev.larder.online;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import java.io.Serializable;
import java.util.List;

/**
 * Which Redis is meant, and how to get in.
 *
 * @param nodes of a cluster, places to ask for the topology; of a single Redis, the one server; of
 *     sentinels, all of them
 * @param user null for Redis' default user
 * @param password null for none
 * @param database 0 in a cluster
 * @param sentinelMaster the name that sentinels know the server by; null without sentinels
 */
public record RedisTarget(
    RedisType type,
    List<RedisNode> nodes,
    String user,
    String password,
    int database,
    RedisTls tls,
    String sentinelMaster)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public RedisTarget {
    nodes = List.copyOf(nodes);
  }

  /**
   * What a feature store's configuration names.
   *
   * @throws UserException where the connection string cannot be understood
   */
  public static RedisTarget of(OnlineStoreConfig config) {
    ConnectionString parsed = ConnectionString.parse(config.connectionString());
    int database = parsed.database();
    if (config.redisType() == RedisType.REDIS_CLUSTER && database != 0) {
      throw new UserException(ConnectionString.WHERE, "A cluster has no db but 0.");
    }
    return new RedisTarget(
        config.redisType(),
        parsed.nodes(),
        parsed.text("username"),
        parsed.text("password"),
        database,
        parsed.tls(),
        config.redisType() == RedisType.REDIS_SENTINEL ? config.sentinelMaster() : null);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RedisTarget[" + type + " " + nodes + (tls.enabled() ? " with TLS]" : "]");
  }
}
