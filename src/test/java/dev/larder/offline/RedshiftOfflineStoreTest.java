package dev.larder.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureStoreYaml;
import dev.larder.testing.AwsKeys;
import dev.larder.testing.SharedRedshift;
import dev.larder.testing.SharedS3;
import dev.larder.testing.SharedSpark;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of Redshift by UNLOAD and by JDBC, with the log-ins that there are. */
class RedshiftOfflineStoreTest {
  private static final TimeRange FIRST_DAYS =
      new TimeRange(Instant.parse("2021-01-01T00:00:00Z"), Instant.parse("2021-03-14T02:30:00Z"));

  private static String bucket;

  private final SparkSession spark = SharedSpark.session();
  private final SharedRedshift redshift = SharedRedshift.get();

  @BeforeAll
  static void makeTables() {
    SharedRedshift.readableBySpark();
    bucket = SharedS3.newBucket();
    SharedRedshift.get()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS store",
            "DROP TABLE IF EXISTS store.kinds",
            """
            CREATE TABLE store.kinds (
              id BIGINT, small SMALLINT, whole INTEGER, single REAL, real_ DOUBLE PRECISION,
              price NUMERIC(10,2), yes BOOLEAN, "na""me" VARCHAR(256), doc SUPER, raw VARBYTE,
              day DATE, "at" TIMESTAMP, written TIMESTAMPTZ) DISTSTYLE EVEN SORTKEY (id)\
            """,
            """
            INSERT INTO store.kinds VALUES
              (1, 2, 3, 1.5, 2.5, 12.34, true, 'a\\'b\\\\c', '{"a":1}', 'x'::BLOB, '2021-01-01',
               '2021-01-01 00:00:00', '2021-01-01 01:00:00+00'),
              (2, null, null, null, null, null, null, null, null, null, null,
               '2021-03-14 02:30:00', null),
              (3, 1, 1, 1, 1, 1, false, '', '[]', ''::BLOB, '2021-07-01',
               '2021-07-01 12:00:00.123456', '2021-07-01 12:00:00.5+02')\
            """);
  }

  private static DataSource source(RedshiftLocation location, String time) {
    return new DataSource("kinds", location, time, "", "", Map.of(), "", Map.of(), "");
  }

  private static DataSource kinds() {
    return source(new RedshiftLocation("kinds", "", "store", "dev"), "at");
  }

  private OfflineStore store(String... larder) throws Exception {
    return OfflineStore.of(
        spark,
        FeatureStoreYaml.read(
            ".",
            "feature_store.yaml",
            redshift.featureStoreYaml(bucket, "localhost:6379", larder)));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.orderBy("id").toJSON().collectAsList();
  }

  @ParameterizedTest
  @CsvSource({"unload,UTC", "jdbc,UTC", "unload,America/New_York", "jdbc,America/New_York"})
  void readsEveryTypeInEveryZone(String read, String zone) throws Exception {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    try (OfflineStore store = store("redshift_read: " + read)) {
      SourceTable table = store.open(kinds());
      assertThat(table.schema().simpleString())
          .isEqualTo(
              "struct<id:bigint,small:smallint,whole:int,single:float,real_:double,"
                  + "price:decimal(10,2),yes:boolean,na\"me:string,doc:string,raw:binary,day:date,"
                  + "at:timestamp,written:timestamp>");
      Dataset<Row> rows = table.rows(SourceQuery.ALL);
      assertThat(rows.schema().simpleString()).isEqualTo(table.schema().simpleString());
      assertThat(texts(rows))
          .containsExactly(
              "{\"id\":1,\"small\":2,\"whole\":3,\"single\":1.5,\"real_\":2.5,\"price\":12.34,"
                  + "\"yes\":true,\"na\\\"me\":\"a'b\\\\c\",\"doc\":\"{\\\"a\\\":1}\",\"raw\":\"eA==\","
                  + "\"day\":\"2021-01-01\",\"at\":\"2021-01-01T00:00:00.000Z\","
                  + "\"written\":\"2021-01-01T01:00:00.000Z\"}",
              // An hour that New York does not have.
              "{\"id\":2,\"at\":\"2021-03-14T02:30:00.000Z\"}",
              "{\"id\":3,\"small\":1,\"whole\":1,\"single\":1.0,\"real_\":1.0,\"price\":1.00,"
                  + "\"yes\":false,\"na\\\"me\":\"\",\"doc\":\"[]\",\"raw\":\"\","
                  + "\"day\":\"2021-07-01\",\"at\":\"2021-07-01T12:00:00.123Z\","
                  + "\"written\":\"2021-07-01T10:00:00.500Z\"}");
      assertThat(rows.where("unix_micros(at) % 1000 = 456").count()).isEqualTo(1);
      assertThat(table.rows(SourceQuery.within(FIRST_DAYS)).count()).isEqualTo(2);
    } finally {
      TimeZone.setDefault(before);
    }
    assertThat(SharedRedshift.staged(bucket)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unload", "jdbc"})
  void nothingButWhatIsAskedForLeavesRedshift(String read) throws Exception {
    try (OfflineStore store = store("redshift_read: " + read)) {
      Dataset<Row> rows =
          store.open(kinds()).rows(new SourceQuery(List.of("at", "id"), FIRST_DAYS, null));
      assertThat(rows.columns()).containsExactly("id", "at");
      assertThat(rows.count()).isEqualTo(2);
    }
    String last =
        redshift
            .query(
                "SELECT query_text FROM sys_query_history WHERE query_label ="
                    + " 'larder:credit_scoring_aws:kinds' AND query_text LIKE '%FROM%kinds%'"
                    + " ORDER BY query_id DESC LIMIT 1")
            .get(0);
    assertThat(last).contains("\"id\", \"at\"").doesNotContain("price").contains("2021-03-14");
  }

  @ParameterizedTest
  @CsvSource({"true,unload,3 4", "true,jdbc,3 4", "false,unload,1 2 3 4"})
  void ofEachKeyRedshiftUnloadsTheNewestRowsWithTheirTies(
      boolean newest, String read, String expected) throws Exception {
    DataSource source =
        new DataSource(
            "ties",
            new RedshiftLocation(
                "",
                """
                SELECT * FROM (VALUES
                  ('a', TIMESTAMP '2021-01-01', TIMESTAMP '2021-01-09', 1),
                  ('a', TIMESTAMP '2021-01-02', NULL, 2),
                  ('a', TIMESTAMP '2021-01-02', TIMESTAMP '2021-01-03', 3),
                  ('a', TIMESTAMP '2021-01-02', TIMESTAMP '2021-01-03', 4),
                  ('a', TIMESTAMP '2021-01-05', TIMESTAMP '2021-01-05', 5)) AS ties(k, t, c, n)
                """,
                "",
                ""),
            "t",
            "c",
            "",
            Map.of(),
            "",
            Map.of(),
            "");
    TimeRange range = new TimeRange(null, Instant.parse("2021-01-04T00:00:00Z"));
    try (OfflineStore store = store("redshift_read: " + read, "redshift_newest: " + newest)) {
      Dataset<Row> rows =
          store.open(source).rows(new SourceQuery(List.of("k", "n"), range, List.of("k")));
      assertThat(rows.orderBy("n").toJavaRDD().map(row -> row.get(1).toString()).collect())
          .containsExactly(expected.split(" ", -1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unload", "jdbc"})
  void anEmptyResultHasItsColumnsAndTypes(String read) throws Exception {
    try (OfflineStore store = store("redshift_read: " + read)) {
      SourceTable table =
          store.open(
              source(
                  new RedshiftLocation("", "SELECT * FROM store.kinds WHERE id < 0", "", ""),
                  "at"));
      Dataset<Row> rows = table.rows(SourceQuery.ALL);
      assertThat(rows.schema().simpleString()).isEqualTo(table.schema().simpleString());
      assertThat(rows.isEmpty()).isTrue();
      assertThat(table.isEmpty()).isTrue();
    }
    assertThat(SharedRedshift.staged(bucket)).isEmpty();
  }

  /** With the post's own keys alone, and with those of a workgroup. */
  @ParameterizedTest
  @ValueSource(strings = {"cluster_id: %s;user: admin", "workgroup: %s"})
  void logsInByIam(String who) throws Exception {
    FeatureStoreConfig config =
        FeatureStoreYaml.read(
            ".",
            "feature_store.yaml",
            """
            project: iam
            registry: registry.db
            offline_store:
              type: redshift
              %s
              region: us-west-2
              database: dev
              s3_staging_location: s3://%s/*
              iam_role: %s
            larder:
              redshift_root_certificate: %s
            """
                .formatted(
                    who.formatted(SharedRedshift.CLUSTER).replace(";", "\n  "),
                    bucket,
                    SharedRedshift.ROLE,
                    redshift.certificate()));
    AwsKeys.with(
        Map.of(
            "aws.accessKeyId",
            SharedS3.ACCESS_KEY,
            "aws.secretAccessKey",
            SharedS3.SECRET_KEY,
            "aws.endpointUrlRedshift",
            redshift.servicesUrl(),
            "aws.endpointUrlRedshiftServerless",
            redshift.servicesUrl()),
        () -> {
          try (OfflineStore store = OfflineStore.of(spark, config)) {
            DataSource me =
                source(new RedshiftLocation("", "SELECT 'x' AS me", "", ""), "event_timestamp");
            assertThat(store.open(me).rows(SourceQuery.ALL).head().getString(0)).isEqualTo("x");
          }
        });
    assertThat(SharedRedshift.staged(bucket)).isEmpty();
  }

  @Test
  void noSecretStandsInAPlan() throws Exception {
    try (OfflineStore store = store("redshift_read: jdbc")) {
      Dataset<Row> rows = store.open(kinds()).rows(SourceQuery.ALL);
      assertThat(rows.queryExecution().toString()).doesNotContain(SharedRedshift.PASSWORD);
    }
  }

  /** Each has a prefix of its own, and removes nothing else. */
  @Test
  void twoJobsWithOneStagingLocationDoNotMeet() throws Exception {
    try (OfflineStore one = store()) {
      Dataset<Row> rows = one.open(kinds()).rows(SourceQuery.ALL);
      try (OfflineStore other = store()) {
        assertThat(other.open(kinds()).rows(SourceQuery.ALL).count()).isEqualTo(3);
      }
      assertThat(rows.count()).isEqualTo(3);
    }
    assertThat(SharedRedshift.staged(bucket)).isEmpty();
  }
}
