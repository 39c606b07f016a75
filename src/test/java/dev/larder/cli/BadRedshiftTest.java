package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.AwsKeys;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedRedshift;
import dev.larder.testing.SharedS3;
import dev.larder.testing.SharedSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with Redshift: each is one line, and nothing is left in the staging bucket. */
class BadRedshiftTest {
  /** Takes some minutes, and fails then. */
  private static final String SLOW =
      "SELECT CAST(i % 1000 AS VARCHAR) AS person, TIMESTAMP '2021-01-01' AS t, sum(i % 7) AS pulls"
          + " FROM range(1000000000000) AS r(i) GROUP BY 1";

  private static String bucket;

  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    SharedSpark.session();
    SharedRedshift.readableBySpark();
    bucket = SharedS3.newBucket();
    SharedRedshift.get()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS bad",
            "CREATE TABLE bad.history AS SELECT 'ann' AS person, TIMESTAMP '2021-01-01' AS t,"
                + " CAST(1 AS BIGINT) AS pulls",
            "CREATE TABLE bad.nobody AS SELECT * FROM bad.history WHERE 1 = 0");
  }

  private int larder(String... args) {
    return Larder.commandLine()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("-c", directory.toString()), Arrays.stream(args))
                .toArray(String[]::new));
  }

  /**
   * Materializes.
   *
   * @param source the keys that say where the rows are
   */
  private int materialize(String featureStoreYaml, String source) throws Exception {
    Files.writeString(directory.resolve("feature_store.yaml"), featureStoreYaml);
    Files.writeString(
        directory.resolve("features.yaml"),
        """
        entities:
          - {name: person, join_keys: [person], value_type: STRING}
        data_sources:
          - name: reports
            type: redshift
            timestamp_field: t
            %s
        feature_views:
          - {name: history, entities: [person], source: reports, schema: [{name: pulls, dtype: Int64}]}
        """
            .formatted(source.replace(";", "\n    ")));
    assertThat(larder("apply")).as(err.toString()).isZero();
    return larder("materialize", "2020-01-01", "2021-12-31");
  }

  private static String yaml(String... larder) throws Exception {
    return SharedRedshift.get()
        .featureStoreYaml(bucket, SharedRedisCluster.connectionString(), larder);
  }

  private void assertOneLine(String expected) throws Exception {
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("Error: " + expected.replace("PORT", "" + SharedRedshift.get().port()));
    assertThat(SharedRedshift.staged(bucket)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          file:.*password | env:PATH       | Redshift at localhost:PORT: The user 'admin' cannot log in: password authentication failed for user "admin"
          role/s3         | role/other     | offline_store: Redshift says of statement 'larder:credit_scoring_aws:check': User arn:aws:redshift:us-west-2:123456789012:dbuser:demo/admin is not authorized to assume IAM Role arn:aws:iam::123456789012:role/other
          s3://larder     | s3://no-larder | offline_store
          port: .*        | port: 1        | Redshift at localhost:1: There is no route to it (Connection refused
          host: .*        | host: nowhere.invalid | Redshift at nowhere.invalid:PORT: There is no host of that name.
          redshift_root.* | redshift_newest: true | Redshift at localhost:PORT: There is a route to it, but no connection: unable to find valid certification path
          redshift_host.* | redshift_newest: true | larder.redshift_password: A log-in by password needs larder.redshift_host
          type: redshift  | type: dask     | data source reports: It is in Redshift, but 'offline_store' of feature_store.yaml is of the type 'dask'
          """)
  void whatIsMissingIsNamedBeforeTheFirstStatement(String change, String to, String expected)
      throws Exception {
    String yaml = yaml().replaceFirst(change, to);
    if (to.equals("type: dask")) {
      yaml = yaml.replaceAll("  (cluster_id|region|user|database|s3_stag.*|iam_role): .*\n", "");
    }
    assertThat(materialize(yaml, "table: history;schema: bad")).isEqualTo(1);
    assertOneLine(expected);
  }

  @Test
  void aClusterThatIsNotThereIsNamed() throws Exception {
    String yaml =
        yaml()
            .replaceFirst("cluster_id: .*", "cluster_id: other")
            .replaceAll("  redshift_(host|password|port).*\n", "");
    AwsKeys.with(
        Map.of(
            "aws.accessKeyId", "AKIA",
            "aws.secretAccessKey", "secret",
            "aws.endpointUrlRedshift", SharedRedshift.get().servicesUrl()),
        () -> {
          try {
            assertThat(materialize(yaml, "table: history;schema: bad")).isEqualTo(1);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    assertOneLine(
        "offline_store.cluster_id: AWS does not log in to 'other': Cluster other not found.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          table: histroy;schema: bad | data source reports: Redshift says of statement 'larder:credit_scoring_aws:reports': relation "histroy" does not exist.
          query: SELECT person, t, pulls AS pull FROM bad.history | feature view history: Data source reports has no column 'pulls'. Did you mean 'pull'?
          query: SELECT person, t, 'x' AS pulls FROM bad.history | feature view history: Column 'pulls' is string in the source, but declared Int64.
          query: SELECT form nothing at all | data source reports: Redshift says of statement 'larder:credit_scoring_aws:reports': syntax error at or near
          query: SELECT person, t, pulls + CAST(person AS BIGINT) AS pulls FROM bad.history | data source reports: Redshift says of statement 'larder:credit_scoring_aws:reports': Invalid digit, Value 'ann', Pos 0, Type: INT64.
          table: nobody;schema: bad  | data source reports: It has no rows at all.
          """)
  void sourcesThatCannotBeReadAreOneLine(String source, String expected) throws Exception {
    assertThat(materialize(yaml(), source)).isEqualTo(1);
    assertOneLine(expected);
  }

  @Test
  void aQueryThatFailsWhileItsRowsComeByJdbcIsOneLine() throws Exception {
    assertThat(
            materialize(
                yaml("redshift_read: jdbc"),
                "query: SELECT person, t, pulls + CAST(person AS BIGINT) AS pulls FROM bad.history"))
        .isEqualTo(1);
    assertOneLine("materialize: Redshift says: Invalid digit, Value 'ann', Pos 0, Type: INT64.");
  }

  @Test
  @Tag("slow")
  void aStatementThatTakesTooLongIsCancelled() throws Exception {
    assertThat(materialize(yaml("redshift_statement_timeout: 8s"), "query: " + SLOW)).isEqualTo(1);
    assertOneLine(
        "data source reports: Redshift says of statement 'larder:credit_scoring_aws:reports':"
            + " canceling statement due to statement timeout (larder.redshift_statement_timeout is"
            + " 8s).");
  }

  @Test
  @Tag("slow")
  void theNetworkIsGoneWhileRedshiftUnloads() throws Exception {
    try (SharedRedshift redshift = SharedRedshift.start()) {
      CompletableFuture<Void> end =
          CompletableFuture.runAsync(
              () -> {
                Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> unloads(redshift));
                redshift.end();
              });
      String yaml = redshift.featureStoreYaml(bucket, SharedRedisCluster.connectionString());
      assertThat(materialize(yaml, "query: " + SLOW)).isEqualTo(1);
      end.join();
    }
    assertOneLine(
        "data source reports: The connection to Redshift broke in statement"
            + " 'larder:credit_scoring_aws:reports'.");
  }

  private static boolean unloads(SharedRedshift redshift) {
    return !redshift
        .query(
            "SELECT query_id FROM sys_query_history WHERE status = 'running' AND query_text LIKE"
                + " 'UNLOAD%range%'")
        .isEmpty();
  }
}
