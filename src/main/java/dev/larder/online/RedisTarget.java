package dev.larder.online;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Secret;
import dev.larder.feature.Settings;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which Redis is meant, and how to get in.
 *
 * @param nodes of a cluster, places to ask for the topology; of a single Redis, the one server; of
 *     sentinels, all of them
 * @param database 0 in a cluster
 * @param sentinelMaster the name that sentinels know the server by; null without sentinels
 * @param reached whether it answered before, so that where nobody does it is waited for
 */
public record RedisTarget(
    RedisType type,
    List<RedisNode> nodes,
    RedisLogin login,
    int database,
    RedisTls tls,
    String sentinelMaster,
    boolean reached)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public RedisTarget {
    nodes = List.copyOf(nodes);
  }

  /**
   * What a feature store's configuration names.
   *
   * @throws UserException where the connection string or the settings cannot be understood
   */
  public static RedisTarget of(OnlineStoreConfig config, Settings settings) {
    ConnectionString parsed = ConnectionString.parse(config.connectionString());
    int database = parsed.database();
    if (config.redisType() == RedisType.REDIS_CLUSTER && database != 0) {
      throw new UserException(ConnectionString.WHERE, "A cluster has no db but 0.");
    }
    return new RedisTarget(
            config.redisType(),
            parsed.nodes(),
            parsed.login(),
            database,
            parsed.tls(),
            config.redisType() == RedisType.REDIS_SENTINEL ? config.sentinelMaster() : null,
            false)
        .with(settings);
  }

  /**
   * The same Redis, with log-in and trust as Larder's settings say, where they say something.
   *
   * @throws UserException where they cannot be meant so
   */
  public RedisTarget with(Settings settings) {
    RedisTls trusting =
        settings
            .trustStore()
            .map(path -> new TrustStore(path, settings.trustStorePassword().orElse(null)))
            .map(tls::trusting)
            .orElse(tls);
    return new RedisTarget(
        type, nodes, login(settings), database, trusting, sentinelMaster, reached);
  }

  /**
   * The same Redis, once it has answered: it is found although the nodes that were given are away.
   *
   * @param masters that it said it has
   */
  public RedisTarget reachedAt(List<RedisNode> masters) {
    Set<RedisNode> all = new LinkedHashSet<>(nodes);
    if (type == RedisType.REDIS_CLUSTER) {
      all.addAll(masters);
    }
    return new RedisTarget(type, List.copyOf(all), login, database, tls, sentinelMaster, true);
  }

  private RedisLogin login(Settings settings) {
    if (settings.redisIamUser().isPresent()) {
      return iamLogin(settings);
    }
    Secret user = settings.redisUsername().orElse(null);
    Secret password = settings.redisPassword().orElse(null);
    if (user != null || password != null) {
      PasswordLogin given = login instanceof PasswordLogin l ? l : PasswordLogin.NONE;
      return new PasswordLogin(
          user == null ? given.user() : user, password == null ? given.password() : password);
    }
    return login;
  }

  private RedisLogin iamLogin(Settings settings) {
    String where = "larder.redis_iam_user";
    if (settings.redisUsername().isPresent() || settings.redisPassword().isPresent()) {
      throw new UserException(where, "Who logs in by IAM has no redis_username, redis_password.");
    }
    if (!tls.enabled()) {
      throw new UserException(
          where,
          "ElastiCache takes it over TLS alone: set ssl=true in " + ConnectionString.WHERE + ".");
    }
    String needs = "Who logs in by IAM needs redis_iam_user, redis_iam_cluster, redis_iam_region.";
    return new ElastiCacheIamLogin(
        settings.redisIamUser().orElseThrow(),
        settings.redisIamCluster().orElseThrow(() -> new UserException(where, needs)),
        settings.redisIamRegion().orElseThrow(() -> new UserException(where, needs)),
        settings.redisIamServerless());
  }

  /** Without the log-in. */
  @Override
  public String toString() {
    return "RedisTarget[" + type + " " + nodes + (tls.enabled() ? " with TLS]" : "]");
  }
}
