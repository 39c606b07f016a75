package dev.larder.materialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cli.Larder;
import dev.larder.cli.demo.LocalCertificate;
import dev.larder.cli.demo.LocalRedisCluster;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.registry.FeatureRepository;
import dev.larder.serving.FeatureValue;
import dev.larder.serving.OnlineFeatures;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** What a Redis user must be allowed: exactly what README.md says, over TLS, in a cluster. */
@Tag("slow")
class LeastPrivilegeTest {
  private static final String READER = "%R~*test -@all +cluster|slots +asking +hmget";
  private static final String WRITER =
      "~*test -@all +cluster|slots +asking +info +restore +hmget +hset +expire +wait";
  private static final String TRANSACTIONS = "+watch +multi +exec +unwatch";
  private static final String SCRIPTS = "+evalsha +eval +hget";
  private static final String CHECKS = "+exists +scan";
  private static final String DELETION = "+scan +hkeys +hdel +unlink";

  private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2021-12-31T00:00:00Z");
  private static final int PEOPLE = 300;
  private static final Pattern CALLED = Pattern.compile("cmdstat_(\\S+?):calls=[1-9]");

  private final SparkSession spark = SharedSpark.session();

  @TempDir private Path directory;
  private LocalCertificate certificate;
  private LocalRedisCluster cluster;

  @BeforeEach
  void start() throws Exception {
    certificate = LocalCertificate.makeIn(directory);
    cluster = LocalRedisCluster.startSecure(certificate);
    Files.writeString(directory.resolve("password"), "p4ss");
    cluster.forEach(Jedis::configResetStat);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void theReadmeSaysIt() throws IOException {
    assertThat(Path.of("README.md"))
        .content()
        .contains(
            Stream.of(READER, WRITER, TRANSACTIONS, SCRIPTS, CHECKS, DELETION)
                .map(rules -> "`" + rules.replace("test", "PROJECT") + "`")
                .toList());
  }

  @Test
  void aWriterMaterializesByTransactionsAndDeletes() throws IOException {
    allow(WRITER, TRANSACTIONS, CHECKS, DELETION);
    materializeAndDelete();
    assertThat(calls()).contains(commands(TRANSACTIONS)).doesNotContain("eval", "evalsha");
    assertThat(denials()).isEmpty();
  }

  /** It tries a transaction first, and is denied. */
  @Test
  void aWriterWithoutTransactionsMaterializesByScriptAndDeletes() throws IOException {
    allow(WRITER, SCRIPTS, CHECKS, DELETION);
    materializeAndDelete();
    assertThat(calls()).contains(commands(SCRIPTS));
    assertThat(denials()).isNotEmpty().allMatch(denied -> denied.equals("watch"));
  }

  @Test
  void aReaderReads() throws IOException {
    allow(WRITER);
    write("2021-02-01", 1);
    FeatureRepository repository = apply("history");
    run(repository);
    allow(READER);
    try (OnlineFeatures features = OnlineFeatures.open(repository.config())) {
      List<List<FeatureValue>> rows =
          features.read(
              repository.registry().load().definitions().resolve(null, List.of("history")),
              List.of(Map.of("person", "p7"), Map.of("person", "nobody")));
      assertThat(rows).map(row -> row.get(0).value()).containsExactly(1L, null);
    }
    assertThat(denials()).isEmpty();
  }

  private void materializeAndDelete() throws IOException {
    write("2021-02-01", 1);
    FeatureRepository repository = apply("history");
    assertThat(run(repository).written()).isEqualTo(PEOPLE);
    write("2021-03-01", 2);
    assertThat(run(repository).written()).isEqualTo(PEOPLE);
    assertThat(run(repository).skipped()).isEqualTo(PEOPLE);
    String[] window = {"2021-01-01", "2021-12-31"};
    assertThat(larder("materialize", window[0], window[1], "--dry-run")).isZero();
    assertThat(larder("verify", "--repair", "--delete-extra")).isZero();
    repository = apply("renamed");
    assertThat(keys()).isZero();
    assertThat(run(repository).written()).isEqualTo(PEOPLE);
    assertThat(larder("teardown", "--yes")).isZero();
    assertThat(keys()).isZero();
    // No replica had to be waited for, and no slot was on its way.
    assertThat(calls())
        .contains(commands(WRITER.replaceAll("[+](wait|asking)", "")))
        .contains(commands(CHECKS))
        .contains(commands(DELETION));
  }

  private int larder(String... command) {
    return Larder.run(
        Stream.concat(Stream.of("-c", directory.toString()), Stream.of(command))
            .toArray(String[]::new));
  }

  /** Allows this alone, on every server. */
  private void allow(String... rules) {
    List<String> words = new ArrayList<>(List.of("on", ">p4ss"));
    Arrays.stream(rules).flatMap(rule -> Arrays.stream(rule.split(" ", -1))).forEach(words::add);
    cluster.setUser("larder", words.toArray(String[]::new));
  }

  private static String[] commands(String rules) {
    return Arrays.stream(rules.split(" ", -1))
        .filter(word -> word.startsWith("+"))
        .map(word -> word.substring(1))
        .toArray(String[]::new);
  }

  /** The commands that any server carried out. */
  private Set<String> calls() {
    Set<String> calls = new TreeSet<>();
    cluster.forEach(
        jedis ->
            CALLED
                .matcher(jedis.info("commandstats"))
                .results()
                .forEach(line -> calls.add(line.group(1))));
    return calls;
  }

  /** The commands that any server refused the user. */
  private List<String> denials() {
    List<String> denials = new ArrayList<>();
    cluster.forEach(
        jedis -> {
          for (Object entry : (List<?>) jedis.sendCommand(Command.ACL, "LOG")) {
            List<?> parts = (List<?>) entry;
            int object = texts(parts).indexOf("object");
            denials.add(texts(parts).get(object + 1));
          }
        });
    return denials;
  }

  private static List<String> texts(List<?> parts) {
    return parts.stream()
        .map(part -> part instanceof byte[] bytes ? new String(bytes, UTF_8) : "")
        .toList();
  }

  private long keys() {
    long[] count = {0};
    cluster.forEach(jedis -> count[0] += jedis.dbSize());
    return count[0];
  }

  private ViewResult run(FeatureRepository repository) {
    return new MaterializeJob(
            spark,
            repository.config(),
            repository.registry(),
            new Request(List.of(), START, END, false))
        .run(Silent.PROGRESS)
        .get(0);
  }

  private FeatureRepository apply(String view) throws IOException {
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: test
        registry: registry.db
        provider: local
        online_store:
          type: redis
          redis_type: redis_cluster
          connection_string: "%s,ssl_ca_certs=%s,username=larder"
          key_ttl_seconds: 100000
        larder:
          redis_password: file:%s
        """
            .formatted(
                cluster.connectionString(), certificate.pem(), directory.resolve("password")));
    Files.writeString(
        directory.resolve("features.yaml"),
        """
        entities:
          - {name: person, join_keys: [person], value_type: STRING}
        data_sources:
          - {name: reports, type: file, path: reports.parquet, timestamp_field: event_timestamp}
        feature_views:
          - {name: %s, entities: [person], source: reports, schema: [{name: pulls, dtype: Int64}]}
        """
            .formatted(view));
    assertThat(larder("apply")).isZero();
    return FeatureRepository.open(directory.toString(), null);
  }

  private void write(String day, int pulls) {
    spark
        .range(PEOPLE)
        .selectExpr(
            "'p' || id person",
            pulls + "L pulls",
            "CAST('" + day + "' AS TIMESTAMP) event_timestamp")
        .write()
        .mode("overwrite")
        .parquet(directory.resolve("reports.parquet").toString());
  }
}
