package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.cli.demo.LocalCertificate;
import dev.larder.cli.demo.LocalRedisCluster;
import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Field;
import dev.larder.feature.Settings;
import dev.larder.feature.Settings.ReadFrom;
import dev.larder.feature.ValueType;
import dev.larder.online.WritePolicy.Rule;
import dev.larder.testing.AwsKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

/** Log-ins to a cluster that speaks TLS, where everybody needs a user. */
class SecureClusterTest {
  private static final FeatureFields FIELDS =
      new FeatureFields("view", List.of(new Field("f", ValueType.STRING)));

  private static final String PASSWORD = "p4ss of the file";

  @TempDir static Path directory;
  private static LocalCertificate certificate;
  private static LocalRedisCluster cluster;
  private static Path passwordFile;
  private static Path trustPasswordFile;

  @BeforeAll
  static void start() throws Exception {
    certificate = LocalCertificate.makeIn(directory);
    cluster = LocalRedisCluster.startSecure(certificate);
    passwordFile = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    trustPasswordFile =
        Files.writeString(directory.resolve("trust-password"), certificate.password());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void empty() {
    cluster.forEach(Jedis::flushAll);
    cluster.setUser("larder", "on", ">" + PASSWORD, "~*", "&*", "+@all");
  }

  /** The trust store and a file with the password, and other settings over them. */
  private static RedisTarget target(String connectionString, Map<String, String> others) {
    Map<String, String> settings = new HashMap<>();
    settings.put("trust_store", certificate.trustStore().toString());
    settings.put("trust_store_password", "file:" + trustPasswordFile);
    settings.putAll(others);
    return RedisTarget.of(
        new OnlineStoreConfig(RedisType.REDIS_CLUSTER, connectionString, "", 0, true, false),
        Settings.of(settings));
  }

  private static RedisTarget withPasswordFile() {
    return target(
        cluster.connectionString() + ",username=larder",
        Map.of("redis_password", "file:" + passwordFile));
  }

  private static RedisClient client(RedisTarget target, Clock clock) {
    return new RedisClient(
        target, Duration.ofSeconds(5), Duration.ofSeconds(20), 100, ReadFrom.MASTER, clock);
  }

  private static HashWriter writer(RedisTarget target, Clock clock) {
    WritePolicy policy =
        new WritePolicy(Duration.ofSeconds(5), Duration.ofSeconds(20), 100, Rule.NEWER, 0, 1, 0);
    return new HashWriter(target, FIELDS, policy, counts -> {}, clock);
  }

  private static byte[] key(int i) {
    return ("key-" + i).getBytes(StandardCharsets.UTF_8);
  }

  private static HashBatch rows(int count, long eventMicros, String value) {
    return TextRows.of(SecureClusterTest::key, 0, count, eventMicros, value);
  }

  private static List<Object> values(RedisClient client, int count) {
    return client
        .execute(
            IntStream.range(0, count)
                .mapToObj(i -> RedisCommand.hmget(key(i), FIELDS.field(1)))
                .toList())
        .stream()
        .map(reply -> ValueCodec.of(ValueType.STRING).decode(NodeRows.storedTime(reply)))
        .toList();
  }

  @Test
  void aUserWritesAndReadsOverTls() {
    try (HashWriter writer = writer(withPasswordFile(), Clock.systemUTC());
        RedisClient client = client(withPasswordFile(), Clock.systemUTC())) {
      writer.write(rows(1000, 10, "first"));
      writer.write(rows(1000, 11, "second"));
      assertThat(writer.counts()).hasSize(3);
      assertThat(values(client, 1000)).containsOnly("second");
      assertThat(client.masters()).allMatch(master -> master.host().equals("localhost"));
    }
  }

  @Test
  void aPasswordThatIsChangedInItsFileIsTakenByTheNextConnection() throws Exception {
    Path file = Files.writeString(directory.resolve("rotated"), "wrong");
    RedisTarget target =
        target(
            cluster.connectionString() + ",username=larder",
            Map.of("redis_password", "file:" + file));
    try (RedisClient client = client(target, Clock.systemUTC())) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("WRONGPASS");
      Files.writeString(file, PASSWORD);
      assertThat(client.masters()).hasSize(3);
    }
  }

  @Test
  void aSettingComesBeforeTheConnectionString() {
    RedisTarget target =
        target(
            cluster.connectionString() + ",username=larder,password=another",
            Map.of("redis_password", "file:" + passwordFile));
    try (RedisClient client = client(target, Clock.systemUTC())) {
      assertThat(client.masters()).hasSize(3);
    }
  }

  @Test
  void serversMustHaveTheNameThatTheirCertificateHas() {
    String byAddress = cluster.connectionString().replace("localhost", "127.0.0.1");
    RedisTarget target =
        target(byAddress + ",username=larder", Map.of("redis_password", "file:" + passwordFile));
    try (RedisClient client = client(target, Clock.systemUTC())) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("No TLS connection");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NOWHERE, file:PASSWORD, cannot be read as a PKCS12 or JKS file of certificates",
    "STORE, file:OTHER, cannot be read as a PKCS12 or JKS file of certificates with its password",
    "STORE, , it may want trust_store_password",
  })
  void aTrustStoreThatCannotBeReadIsNamed(String path, String password, String message) {
    Map<String, String> settings = new HashMap<>();
    settings.put("trust_store", path.replace("STORE", certificate.trustStore().toString()));
    if (password != null) {
      settings.put(
          "trust_store_password",
          password
              .replace("PASSWORD", trustPasswordFile.toString())
              .replace("OTHER", passwordFile.toString()));
    }
    RedisTarget target =
        RedisTarget.of(
            new OnlineStoreConfig(
                RedisType.REDIS_CLUSTER, cluster.connectionString(), "", 0, true, false),
            Settings.of(settings));
    try (RedisClient client = client(target, Clock.systemUTC())) {
      assertThatThrownBy(client::masters)
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("larder.trust_store: ")
          .hasMessageContaining(message)
          .hasMessageNotContaining(PASSWORD);
    }
  }

  /** A clock that the test moves. */
  private static final class MovableClock extends Clock {
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static RedisTarget byIam() {
    return target(
        cluster.connectionString(),
        Map.of(
            "redis_iam_user", "iam-larder",
            "redis_iam_cluster", "prod-features",
            "redis_iam_region", "eu-central-1"));
  }

  /** A user as IAM's are: without transactions, whose password is the token of a moment. */
  private static void setIamPassword(Instant now) {
    String token = byIam().login().words(now).get(1);
    cluster.setUser(
        "iam-larder", "on", ">" + token, "~*", "+@all", "-multi", "-exec", "-watch", "-unwatch");
  }

  @Test
  void aTokenOfIamIsAPasswordAndExistingKeysAreWrittenByScriptAtOnce() {
    AwsKeys.with(
        "AKIDEXAMPLE",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        () -> {
          MovableClock clock = new MovableClock();
          setIamPassword(clock.now);
          cluster.forEach(Jedis::configResetStat);
          try (HashWriter writer = writer(byIam(), clock)) {
            writer.write(rows(500, 10, "first"));
            writer.write(rows(500, 11, "second"));
          }
          try (RedisClient client = client(byIam(), clock)) {
            assertThat(values(client, 500)).containsOnly("second");
          }
          cluster.forEach(
              jedis ->
                  assertThat(jedis.info("commandstats"))
                      .contains("cmdstat_evalsha")
                      .doesNotContain("cmdstat_watch", "cmdstat_multi"));
        });
  }

  @Test
  void aNewTokenComesWithEachConnectionAndEndsItBeforeTwelveHours() {
    AwsKeys.with(
        "AKIDEXAMPLE",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        () -> {
          MovableClock clock = new MovableClock();
          setIamPassword(clock.now);
          try (RedisClient client = client(byIam(), clock)) {
            values(client, 100);
            clock.now = clock.now.plus(Duration.ofHours(11));
            values(client, 100);
            clock.now = clock.now.plus(Duration.ofSeconds(1));
            assertThatThrownBy(() -> values(client, 100))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("WRONGPASS");
            setIamPassword(clock.now);
            assertThat(values(client, 100)).hasSize(100);
          }
        });
  }
}
