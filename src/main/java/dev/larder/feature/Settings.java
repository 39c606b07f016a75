package dev.larder.feature;

import dev.larder.UserException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Larder's own settings, each with its default. A setting {@code x} is what a flag of the command
 * line says; else it is looked up in the block {@code larder:} of {@code feature_store.yaml}, then
 * as {@code spark.larder.x} in Spark's configuration, then the default holds.
 */
public final class Settings {
  private static final String REDIS_TIMEOUT = "redis_timeout";
  private static final String WRITE_DEADLINE = "write_deadline";
  private static final String PIPELINE_DEPTH = "pipeline_depth";
  private static final String WRITERS_PER_MASTER = "writers_per_master";
  private static final String WAIT_REPLICAS = "wait_replicas";
  private static final String MAX_ROWS_PER_SECOND = "max_rows_per_second";
  private static final String REDIS_USERNAME = "redis_username";
  private static final String REDIS_PASSWORD = "redis_password";
  private static final String REDIS_IAM_USER = "redis_iam_user";
  private static final String REDIS_IAM_CLUSTER = "redis_iam_cluster";
  private static final String REDIS_IAM_REGION = "redis_iam_region";
  private static final String REDIS_IAM_SERVERLESS = "redis_iam_serverless";
  private static final String TRUST_STORE = "trust_store";
  private static final String TRUST_STORE_PASSWORD = "trust_store_password";
  private static final String READ_DEADLINE = "read_deadline";
  private static final String READ_FROM = "read_from";
  private static final String ON_MISSING = "on_missing";
  private static final String ONLINE_STATUS = "online_status";
  private static final String SERVE_TOKEN = "serve_token";
  private static final String SERVE_KEY_STORE = "serve_key_store";
  private static final String SERVE_KEY_STORE_PASSWORD = "serve_key_store_password";
  private static final String REDSHIFT_HOST = "redshift_host";
  private static final String REDSHIFT_PORT = "redshift_port";
  private static final String REDSHIFT_USER = "redshift_user";
  private static final String REDSHIFT_PASSWORD = "redshift_password";
  private static final String REDSHIFT_ROOT_CERTIFICATE = "redshift_root_certificate";
  private static final String REDSHIFT_READ = "redshift_read";
  private static final String REDSHIFT_STATEMENT_TIMEOUT = "redshift_statement_timeout";
  private static final String REDSHIFT_NEWEST = "redshift_newest";

  /** The keys that the block may hold. */
  public static final List<String> KEYS =
      List.of(
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
          REDSHIFT_NEWEST);

  /** How rows come from Redshift. */
  public enum RedshiftRead {
    /** By UNLOAD to the staging location: for tables of any size. */
    UNLOAD,
    /** By JDBC, over one connection of an executor: for small tables, without staging. */
    JDBC
  }

  private final Map<String, String> flags;
  private final Map<String, String> block;
  private final Map<String, String> sparkConf;

  private Settings(
      Map<String, String> flags, Map<String, String> block, Map<String, String> sparkConf) {
    this.flags = Map.copyOf(flags);
    this.block = Map.copyOf(block);
    this.sparkConf = Map.copyOf(sparkConf);
  }

  /** The settings of a {@code larder:} block whose keys are all of {@link #KEYS}. */
  public static Settings of(Map<String, String> block) {
    return new Settings(Map.of(), block, Map.of());
  }

  /** The same block, with Spark's configuration beneath it. */
  public Settings withSparkConf(Map<String, String> conf) {
    return new Settings(flags, block, conf);
  }

  /** The same, but for {@link #maxRowsPerSecond}, which a flag gives. */
  public Settings withMaxRowsPerSecond(int rows) {
    return new Settings(Map.of(MAX_ROWS_PER_SECOND, Integer.toString(rows)), block, sparkConf);
  }

  /** How long to wait for a Redis server, to connect and for each reply; 5 s by default. */
  public Duration redisTimeout() {
    return duration(REDIS_TIMEOUT, Duration.ofSeconds(5));
  }

  /** How long one batch may be retried before the write fails; 60 s by default. */
  public Duration writeDeadline() {
    return duration(WRITE_DEADLINE, Duration.ofSeconds(60));
  }

  /** Commands sent to one server before their replies are read; 1,000 by default. */
  public int pipelineDepth() {
    return whole(PIPELINE_DEPTH, 1, 1000);
  }

  /** Tasks that write to one Redis master at the same time; 2 by default. */
  public int writersPerMaster() {
    return whole(WRITERS_PER_MASTER, 1, 2);
  }

  /**
   * How many of a master's replicas must have a row before it counts as written; 1 by default, and
   * fewer where a master has fewer.
   */
  public int waitReplicas() {
    return whole(WAIT_REPLICAS, 0, 1);
  }

  /** Rows that all writers of one master send in a second together; 0, the default: no limit. */
  public int maxRowsPerSecond() {
    return whole(MAX_ROWS_PER_SECOND, 0, 0);
  }

  /** The Redis user, in place of the connection string's. */
  public Optional<Secret> redisUsername() {
    return secret(REDIS_USERNAME);
  }

  /** The Redis user's password, in place of the connection string's. */
  public Optional<Secret> redisPassword() {
    return secret(REDIS_PASSWORD);
  }

  /** The user of Amazon ElastiCache that logs in by IAM. */
  public Optional<String> redisIamUser() {
    return find(REDIS_IAM_USER);
  }

  /** The id of the replication group, or the name of the serverless cache, to log in to by IAM. */
  public Optional<String> redisIamCluster() {
    return find(REDIS_IAM_CLUSTER);
  }

  /** The AWS region of that. */
  public Optional<String> redisIamRegion() {
    return find(REDIS_IAM_REGION);
  }

  /** Whether that is a serverless cache; not by default. */
  public boolean redisIamServerless() {
    return flag(REDIS_IAM_SERVERLESS, false);
  }

  /** A PKCS12 or JKS file of the authorities that Redis' certificates are trusted by. */
  public Optional<String> trustStore() {
    return find(TRUST_STORE);
  }

  /** The password of the trust store. */
  public Optional<Secret> trustStorePassword() {
    return secret(TRUST_STORE_PASSWORD);
  }

  /** Which servers of a cluster features are read from. */
  public enum ReadFrom {
    MASTER,
    /** A replica where there is one that answers, else the master; it may be a little behind. */
    REPLICA_PREFERRED
  }

  /** From masters, by default. */
  public ReadFrom readFrom() {
    return choice(READ_FROM, ReadFrom.class, ReadFrom.MASTER);
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
    return duration(READ_DEADLINE, Duration.ofMillis(100));
  }

  /** To decide without them, by default. */
  public OnMissing onMissing() {
    return choice(ON_MISSING, OnMissing.class, OnMissing.DECIDE);
  }

  /** Those of Feast's Python server, by default. */
  public OnlineStatus onlineStatus() {
    return choice(ONLINE_STATUS, OnlineStatus.class, OnlineStatus.FEAST);
  }

  /** The bearer token that {@code serve} asks for; none by default. */
  public Optional<Secret> serveToken() {
    return secret(SERVE_TOKEN);
  }

  /** A PKCS12 or JKS file with the key and certificate of {@code serve}; plain HTTP without. */
  public Optional<String> serveKeyStore() {
    return find(SERVE_KEY_STORE);
  }

  /** The password of the key store. */
  public Optional<Secret> serveKeyStorePassword() {
    return secret(SERVE_KEY_STORE_PASSWORD);
  }

  /** The host to reach Redshift at, in place of the one that AWS names. */
  public Optional<String> redshiftHost() {
    return find(REDSHIFT_HOST);
  }

  /** The port of that; 5439 by default. */
  public int redshiftPort() {
    return whole(REDSHIFT_PORT, 1, 5439);
  }

  /** The database user that logs in by password, in place of {@code offline_store.user}. */
  public Optional<String> redshiftUser() {
    return find(REDSHIFT_USER);
  }

  /** That user's password; without one the log-in is by IAM. */
  public Optional<Secret> redshiftPassword() {
    return secret(REDSHIFT_PASSWORD);
  }

  /** A PEM file of the authority that Redshift's certificate is trusted by. */
  public Optional<String> redshiftRootCertificate() {
    return find(REDSHIFT_ROOT_CERTIFICATE);
  }

  /** How rows come from Redshift; by UNLOAD, by default. */
  public RedshiftRead redshiftRead() {
    return choice(REDSHIFT_READ, RedshiftRead.class, RedshiftRead.UNLOAD);
  }

  /** How long a statement may take in Redshift; 1 h by default. */
  public Duration redshiftStatementTimeout() {
    return duration(REDSHIFT_STATEMENT_TIMEOUT, Duration.ofHours(1));
  }

  /**
   * Whether Redshift itself finds the newest rows of each entity where no others are needed. It is
   * so by default, as in Feast: a table of snapshots would else be unloaded with its whole history.
   */
  public boolean redshiftNewest() {
    return flag(REDSHIFT_NEWEST, true);
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

  private <E extends Enum<E>> E choice(String key, Class<E> type, E absent) {
    return find(key).map(text -> parseChoice(key, type, text)).orElse(absent);
  }

  private static <E extends Enum<E>> E parseChoice(String key, Class<E> type, String text) {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(value -> value.name().toLowerCase(Locale.ROOT))
            .toList();
    if (!names.contains(text)) {
      throw new UserException(
          "larder." + key, "Expected " + String.join(" or ", names) + ", found '" + text + "'.");
    }
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
  }

  private Optional<Secret> secret(String key) {
    return find(key).map(text -> Secret.parse("larder." + key, text));
  }

  private boolean flag(String key, boolean absent) {
    return find(key).map(text -> parseFlag(key, text)).orElse(absent);
  }

  private static boolean parseFlag(String key, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new UserException("larder." + key, "Expected true or false, found '" + text + "'.");
    };
  }

  private Duration duration(String key, Duration absent) {
    return find(key).map(text -> Durations.parse("larder." + key, text)).orElse(absent);
  }

  private int whole(String key, int least, int absent) {
    return find(key).map(text -> parseWhole(key, text, least)).orElse(absent);
  }

  private static int parseWhole(String key, String text, int least) {
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the same message as a number that is too small.
    }
    throw new UserException(
        "larder." + key, "Expected a whole number from " + least + ", found '" + text + "'.");
  }

  private Optional<String> find(String key) {
    return Optional.ofNullable(flags.get(key))
        .or(() -> Optional.ofNullable(block.get(key)))
        .or(() -> Optional.ofNullable(sparkConf.get("spark.larder." + key)));
  }
}
