package dev.larder.offline;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig.OfflineStoreConfig;
import dev.larder.feature.Secret;
import dev.larder.feature.Settings;
import java.util.HashMap;
import java.util.Map;

/**
 * Which Redshift to log in to, and how; what is not given is "". Without a password it is by IAM:
 * AWS is asked for one that holds a while, and for the host.
 *
 * @param host in place of the one that AWS names
 * @param port of that host
 * @param user of the database; a workgroup has one for each role
 * @param password where it is kept, as {@link Secret#parse} reads it
 * @param rootCertificate a PEM file of the authority to trust, in place of the JVM's
 */
record RedshiftLogin(
    String cluster,
    String workgroup,
    String region,
    String database,
    String host,
    int port,
    String user,
    String password,
    String rootCertificate) {
  private static final String PREFIX = "larder.redshift.";

  /** Where Redshift is, and who logs in with which password. */
  record Access(String host, int port, String user, String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return user + " at " + host + ":" + port;
    }
  }

  /**
   * What the blocks {@code offline_store} and {@code larder} say.
   *
   * @throws UserException for a password without a host or a user
   */
  static RedshiftLogin of(OfflineStoreConfig store, Settings settings) {
    Map<String, String> block = store.settings();
    RedshiftLogin login =
        new RedshiftLogin(
            block.getOrDefault("cluster_id", ""),
            block.getOrDefault("workgroup", ""),
            block.getOrDefault("region", ""),
            block.getOrDefault("database", ""),
            settings.redshiftHost().orElse(""),
            settings.redshiftPort(),
            settings.redshiftUser().orElse(block.getOrDefault("user", "")),
            settings.redshiftPassword().map(Secret::toString).orElse(""),
            settings.redshiftRootCertificate().orElse(""));
    if (!login.password.isEmpty() && (login.host.isEmpty() || login.user.isEmpty())) {
      throw new UserException(
          "larder.redshift_password",
          "A log-in by password needs larder.redshift_host, and a user: offline_store.user or"
              + " larder.redshift_user.");
    }
    return login;
  }

  /**
   * What to connect with, now.
   *
   * @throws UserException where AWS or the place of the password does not give it
   */
  Access access() {
    return password.isEmpty()
        ? RedshiftIam.access(this)
        : new Access(host, port, user, Secret.parse("larder.redshift_password", password).read());
  }

  /** As options of Spark's data source, which hold no secret. */
  Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    options.put(PREFIX + "cluster", cluster);
    options.put(PREFIX + "workgroup", workgroup);
    options.put(PREFIX + "region", region);
    options.put(PREFIX + "database", database);
    options.put(PREFIX + "host", host);
    options.put(PREFIX + "port", Integer.toString(port));
    options.put(PREFIX + "user", user);
    options.put(PREFIX + "kept", password);
    options.put(PREFIX + "authority", rootCertificate);
    return options;
  }

  /** What {@link #options} made options of. */
  static RedshiftLogin of(Map<String, String> options) {
    return new RedshiftLogin(
        options.get(PREFIX + "cluster"),
        options.get(PREFIX + "workgroup"),
        options.get(PREFIX + "region"),
        options.get(PREFIX + "database"),
        options.get(PREFIX + "host"),
        Integer.parseInt(options.get(PREFIX + "port")),
        options.get(PREFIX + "user"),
        options.get(PREFIX + "kept"),
        options.get(PREFIX + "authority"));
  }
}
