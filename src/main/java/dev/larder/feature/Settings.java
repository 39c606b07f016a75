package dev.larder.feature;

import dev.larder.UserException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Larder's own settings, each with its default. A setting {@code x} is what a flag of the command
 * line says; else it is looked up in the block {@code larder:} of {@code feature_store.yaml}, then
 * as {@code spark.larder.x} in Spark's configuration, then the default holds.
 */
public final class Settings {
  private enum Key {
    REDIS_TIMEOUT,
    WRITE_DEADLINE,
    PIPELINE_DEPTH,
    WRITERS_PER_MASTER,
    WAIT_REPLICAS,
    MAX_ROWS_PER_SECOND,
    REDIS_USERNAME,
    REDIS_PASSWORD,
    REDIS_IAM_USER,
    REDIS_IAM_CLUSTER,
    REDIS_IAM_REGION,
    REDIS_IAM_SERVERLESS,
    TRUST_STORE,
    TRUST_STORE_PASSWORD,
    READ_DEADLINE,
    READ_FROM,
    ON_MISSING,
    ONLINE_STATUS,
    SERVE_TOKEN,
    SERVE_KEY_STORE,
    SERVE_KEY_STORE_PASSWORD,
    REDSHIFT_HOST,
    REDSHIFT_PORT,
    REDSHIFT_USER,
    REDSHIFT_PASSWORD,
    REDSHIFT_ROOT_CERTIFICATE,
    REDSHIFT_READ,
    REDSHIFT_STATEMENT_TIMEOUT,
    REDSHIFT_NEWEST
  }

  /** The keys that the block may hold. */
  public static final List<String> KEYS =
      Arrays.stream(Key.values()).map(SettingValues::name).toList();

  /** How rows come from Redshift. */
  public enum RedshiftRead {
    /** By UNLOAD to the staging location: for tables of any size. */
    UNLOAD,
    /** By JDBC, over one connection of an executor: for small tables, without staging. */
    JDBC
  }

  private final SettingValues values;

  private Settings(SettingValues values) {
    this.values = values;
  }

  /** The settings of a {@code larder:} block whose keys are all of {@link #KEYS}. */
  public static Settings of(Map<String, String> block) {
    return new Settings(new SettingValues(Map.of(), block, Map.of()));
  }

  /** The same block, with Spark's configuration beneath it. */
  public Settings withSparkConf(Map<String, String> conf) {
    return new Settings(new SettingValues(values.flags(), values.block(), conf));
  }

  /** The same, but for {@link #maxRowsPerSecond}, which a flag gives. */
  public Settings withMaxRowsPerSecond(int rows) {
    Map<String, String> flags =
        Map.of(SettingValues.name(Key.MAX_ROWS_PER_SECOND), Integer.toString(rows));
    return new Settings(new SettingValues(flags, values.block(), values.sparkConf()));
  }

  /** How long to wait for a Redis server, to connect and for each reply; 5 s by default. */
  public Duration redisTimeout() {
    return values.duration(Key.REDIS_TIMEOUT, Duration.ofSeconds(5));
  }

  /** How long one batch may be retried before the write fails; 60 s by default. */
  public Duration writeDeadline() {
    return values.duration(Key.WRITE_DEADLINE, Duration.ofSeconds(60));
  }

  /** Commands sent to one server before their replies are read; 1,000 by default. */
  public int pipelineDepth() {
    return values.whole(Key.PIPELINE_DEPTH, 1, 1000);
  }

  /** Tasks that write to one Redis master at the same time; 2 by default. */
  public int writersPerMaster() {
    return values.whole(Key.WRITERS_PER_MASTER, 1, 2);
  }

  /**
   * How many of a master's replicas must have a row before it counts as written; 1 by default, and
   * fewer where a master has fewer.
   */
  public int waitReplicas() {
    return values.whole(Key.WAIT_REPLICAS, 0, 1);
  }

  /** Rows that all writers of one master send in a second together; 0, the default: no limit. */
  public int maxRowsPerSecond() {
    return values.whole(Key.MAX_ROWS_PER_SECOND, 0, 0);
  }

  /** The Redis user, in place of the connection string's. */
  public Optional<Secret> redisUsername() {
    return values.secret(Key.REDIS_USERNAME);
  }

  /** The Redis user's password, in place of the connection string's. */
  public Optional<Secret> redisPassword() {
    return values.secret(Key.REDIS_PASSWORD);
  }

  /** The user of Amazon ElastiCache that logs in by IAM. */
  public Optional<String> redisIamUser() {
    return values.text(Key.REDIS_IAM_USER);
  }

  /** The id of the replication group, or the name of the serverless cache, to log in to by IAM. */
  public Optional<String> redisIamCluster() {
    return values.text(Key.REDIS_IAM_CLUSTER);
  }

  /** The AWS region of that. */
  public Optional<String> redisIamRegion() {
    return values.text(Key.REDIS_IAM_REGION);
  }

  /** Whether that is a serverless cache; not by default. */
  public boolean redisIamServerless() {
    return values.flag(Key.REDIS_IAM_SERVERLESS, false);
  }

  /** A PKCS12 or JKS file of the authorities that Redis' certificates are trusted by. */
  public Optional<String> trustStore() {
    return values.text(Key.TRUST_STORE);
  }

  /** The password of the trust store. */
  public Optional<Secret> trustStorePassword() {
    return values.secret(Key.TRUST_STORE_PASSWORD);
  }

  /** Which servers of a cluster features are read from. */
  public enum ReadFrom {
    MASTER,
    /** A replica where there is one that answers, else the master; it may be a little behind. */
    REPLICA_PREFERRED
  }

  /** From masters, by default. */
  public ReadFrom readFrom() {
    return values.choice(Key.READ_FROM, ReadFrom.class, ReadFrom.MASTER);
  }

  /** What {@code serve} does with a loan request of which features are missing. */
  public enum OnMissing {
    DECIDE,
    REFUSE
  }

  /** Whose statuses {@code /get-online-features} answers with. */
  public enum OnlineStatus {
    /** Feast's Python server: with Redis, all are PRESENT. */
    FEAST,
    /** Feast's Java server. */
    STRICT
  }

  /** How long {@code serve} waits for the features of one request; 100 ms by default. */
  public Duration readDeadline() {
    return values.duration(Key.READ_DEADLINE, Duration.ofMillis(100));
  }

  /** To decide without them, by default. */
  public OnMissing onMissing() {
    return values.choice(Key.ON_MISSING, OnMissing.class, OnMissing.DECIDE);
  }

  /** Those of Feast's Python server, by default. */
  public OnlineStatus onlineStatus() {
    return values.choice(Key.ONLINE_STATUS, OnlineStatus.class, OnlineStatus.FEAST);
  }

  /** The bearer token that {@code serve} asks for; none by default. */
  public Optional<Secret> serveToken() {
    return values.secret(Key.SERVE_TOKEN);
  }

  /** A PKCS12 or JKS file with the key and certificate of {@code serve}; plain HTTP without. */
  public Optional<String> serveKeyStore() {
    return values.text(Key.SERVE_KEY_STORE);
  }

  /** The password of the key store. */
  public Optional<Secret> serveKeyStorePassword() {
    return values.secret(Key.SERVE_KEY_STORE_PASSWORD);
  }

  /** The host to reach Redshift at, in place of the one that AWS names. */
  public Optional<String> redshiftHost() {
    return values.text(Key.REDSHIFT_HOST);
  }

  /** The port of that; 5439 by default. */
  public int redshiftPort() {
    return values.whole(Key.REDSHIFT_PORT, 1, 5439);
  }

  /** The database user that logs in by password, in place of {@code offline_store.user}. */
  public Optional<String> redshiftUser() {
    return values.text(Key.REDSHIFT_USER);
  }

  /** That user's password; without one the log-in is by IAM. */
  public Optional<Secret> redshiftPassword() {
    return values.secret(Key.REDSHIFT_PASSWORD);
  }

  /** A PEM file of the authority that Redshift's certificate is trusted by. */
  public Optional<String> redshiftRootCertificate() {
    return values.text(Key.REDSHIFT_ROOT_CERTIFICATE);
  }

  /** How rows come from Redshift; by UNLOAD, by default. */
  public RedshiftRead redshiftRead() {
    return values.choice(Key.REDSHIFT_READ, RedshiftRead.class, RedshiftRead.UNLOAD);
  }

  /** How long a statement may take in Redshift; 1 h by default. */
  public Duration redshiftStatementTimeout() {
    return values.duration(Key.REDSHIFT_STATEMENT_TIMEOUT, Duration.ofHours(1));
  }

  /**
   * Whether Redshift itself finds the newest rows of each entity where no others are needed. It is
   * so by default, as in Feast: a table of snapshots would else be unloaded with its whole history.
   */
  public boolean redshiftNewest() {
    return values.flag(Key.REDSHIFT_NEWEST, true);
  }

  /**
   * Reads every setting, so that a mistake shows before anything is done.
   *
   * @throws UserException for the first that is wrong
   */
  void requireValid() {
    redisTimeout();
    writeDeadline();
    pipelineDepth();
    writersPerMaster();
    waitReplicas();
    maxRowsPerSecond();
    redisUsername();
    redisPassword();
    redisIamServerless();
    trustStorePassword();
    readDeadline();
    readFrom();
    onMissing();
    onlineStatus();
    serveToken();
    serveKeyStorePassword();
    redshiftPort();
    redshiftPassword();
    redshiftRead();
    redshiftStatementTimeout();
    redshiftNewest();
  }
}
