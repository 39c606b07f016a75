package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.historical.TrainingSource.Kind;
import dev.larder.offline.SparkErrors;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Set;
import java.util.TimeZone;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpineTest {
  private static final Timestamp NOON = Timestamp.from(Instant.parse("2021-08-25T12:00:00Z"));

  private final SparkSession spark = SharedSpark.session();

  @TempDir private Path directory;

  @Test
  void readsCsvAndKeepsTextKeysAsTheyStand() throws IOException {
    Path csv = directory.resolve("loans.csv");
    Files.writeString(csv, "zip,amount,event_timestamp\n00501,7,2021-08-25T12:00:00\n");
    Spine spine = Spine.read(spark, csv.toString(), Set.of("zip"));
    assertThat(spine.rows().collectAsList()).containsExactly(RowFactory.create("00501", 7, NOON));
    assertThat(isKept(spine.rows())).isFalse();
  }

  @Test
  void readsSql() {
    Spine spine =
        Spine.read(spark, "SELECT 1 AS id, TIMESTAMP_NTZ'2021-08-25 12:00:00' AS t", Set.of());
    assertThat(spine.timestampColumn()).isEqualTo("t");
    assertThat(spine.rows().collectAsList()).containsExactly(RowFactory.create(1, NOON));
  }

  @ParameterizedTest
  @CsvSource({
    "'2021-08-25 12:00:00'",
    "'2021-08-25T12:00:00Z'",
    "'2021-08-25T14:00:00+02:00'",
  })
  void readsTimesInTextAsUtc(String text) {
    Row row = Spine.read(spark, "SELECT '" + text + "' AS event_timestamp", Set.of()).rows().head();
    assertThat(row.getTimestamp(0)).isEqualTo(NOON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2021-08-25T12:00:00.000001",
        "2021-08-25 12:00:00.000001Z",
        "2021-08-25T08:00:00.000001-04:00",
      })
  void timesWithoutAZoneAreUtcWhateverTheZoneOfTheJvm(String time) throws IOException {
    Path csv = directory.resolve("loans.csv");
    Files.writeString(csv, "id,event_timestamp\n1," + time + "\n");
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    try {
      assertThat(micros(csv.toString())).isEqualTo(1_629_892_800_000_001L);
      assertThat(micros("SELECT '" + time + "' AS event_timestamp"))
          .isEqualTo(1_629_892_800_000_001L);
      assertThat(micros("SELECT TIMESTAMP_NTZ'2021-08-25 12:00:00.000001' AS t"))
          .isEqualTo(1_629_892_800_000_001L);
      assertThat(micros("SELECT DATE'2021-08-25' AS event_timestamp"))
          .isEqualTo(1_629_849_600_000_000L);
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select now() AS t",
        "  (SELECT now() AS t)",
        "-- loans / all\nSELECT now() AS t",
        "/* loans */ WITH a AS (SELECT now() AS t) SELECT * FROM a",
        "FROM (SELECT now() AS t) SELECT t",
        "VALUES (now())",
      })
  void knowsQueriesByHowTheyStart(String query) {
    assertThat(Spine.read(spark, query, Set.of()).source().kind()).isEqualTo(Kind.SQL);
  }

  @Test
  void readsATableOfSparksCatalog() {
    spark.sql("DROP TABLE IF EXISTS spine_table");
    spark.sql("SELECT 1 AS id, now() AS t, 'x' AS other").write().saveAsTable("spine_table");
    try {
      Spine spine = Spine.read(spark, "spine_table", Set.of());
      assertThat(spine.timestampColumn()).isEqualTo("t");
      assertThat(spine.rows().columns()).containsExactly("id", "t", "other");
      assertThat(spine.source().files()).hasSize(1);
      assertThat(isKept(spine.rows())).isFalse();
    } finally {
      spark.sql("DROP TABLE spine_table");
    }
  }

  @Test
  void theColumnEventTimestampIsTakenBeforeOtherTimes() {
    Spine spine =
        Spine.read(spark, "SELECT now() AS created, DATE'2021-01-01' AS event_timestamp", Set.of());
    assertThat(spine.timestampColumn()).isEqualTo("event_timestamp");
  }

  @Test
  void namesTheRowWithAnUnreadableTime() throws IOException {
    Path csv = directory.resolve("loans.csv");
    Files.writeString(csv, "id,event_timestamp\n1,2021-08-25\n2,\n3,25.08.2021\n4,26.08.2021\n");
    assertThatThrownBy(() -> Spine.read(spark, csv.toString(), Set.of()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "--entity-df: Column 'event_timestamp' holds '25.08.2021' in row 3; expected a time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT uuid() AS id, now() AS t FROM range(9)",
        "SELECT id, now() AS t FROM range(9999) ORDER BY rand() LIMIT 9",
        "SELECT id, string(now()) AS event_timestamp FROM range(9)",
      })
  void rowsThatMayBeOthersEachTimeAreComputedOnce(String query) {
    Dataset<Row> rows = Spine.read(spark, query, Set.of()).rows();
    assertThat(isKept(rows)).isTrue();
    assertThat(rows.collectAsList()).hasSize(9).isEqualTo(rows.collectAsList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "SELECT * FROM parquet.`%s` WHERE id > 3",
        "SELECT max(t) AS t, id %% 2 AS half FROM parquet.`%s` JOIN range(9) USING (id) GROUP BY 2",
      })
  void otherRowsAreReadEachTime(String entityDf) {
    String path = directory.resolve("loans").toString();
    spark.sql("SELECT id, timestamp_seconds(id) AS t FROM range(9)").write().parquet(path);
    Spine spine = Spine.read(spark, entityDf.formatted(path), Set.of());
    assertThat(isKept(spine.rows())).isFalse();
  }

  @Test
  void theFilesOfRowsThatAreKeptAreKnown() {
    String path = directory.resolve("loans").toString();
    spark.sql("SELECT id, timestamp_seconds(id) AS t FROM range(9)").write().parquet(path);
    Spine spine = Spine.read(spark, "SELECT * FROM parquet.`" + path + "` LIMIT 3", Set.of());
    assertThat(isKept(spine.rows())).isTrue();
    assertThat(spine.source().files()).isNotEmpty().allMatch(file -> file.path().contains(path));
  }

  @Test
  void rowsThatAreLostAreNotReplacedByOthers() {
    Dataset<Row> rows = Spine.read(spark, "SELECT uuid() AS id, now() AS t", Set.of()).rows();
    JavaSparkContext.fromSparkContext(spark.sparkContext())
        .getPersistentRDDs()
        .values()
        .forEach(kept -> kept.unpersist(true));
    assertThatThrownBy(rows::collectAsList)
        .satisfies(
            e ->
                assertThat(SparkErrors.userError("get-historical-features", e))
                    .hasMessage(
                        "get-historical-features: Rows that had been computed were lost with an"
                            + " executor; run the command again."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SELECT 'soon' AS event_timestamp | --entity-df: Column 'event_timestamp' holds 'soon' in row 1; expected a time such as 2021-08-25T20:34:41Z.",
        "SELECT '12:30' AS event_timestamp | --entity-df: Column 'event_timestamp' holds '12:30' in row 1; expected a time such as 2021-08-25T20:34:41Z.",
        "SELECT 1 AS event_timestmp | --entity-df: Expected a column 'event_timestamp', or exactly one timestamp column; found none. Did you mean 'event_timestmp'?",
        "SELECT now() AS a, now() AS b | --entity-df: Expected a column 'event_timestamp', or exactly one timestamp column; found a, b.",
        "SELECT true AS event_timestamp | --entity-df: Column 'event_timestamp' is boolean; expected a timestamp.",
        "no_such_table | --entity-df: The table or view `no_such_table` cannot be found.",
        "nowhere/loans.parquet | --entity-df: There is nothing at '",
      })
  void saysWhatIsWrong(String entityDf, String message) {
    assertThatThrownBy(() -> Spine.read(spark, entityDf, Set.of()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(message);
  }

  private long micros(String entityDf) {
    Spine spine = Spine.read(spark, entityDf, Set.of());
    return spine.rows().select(functions.unix_micros(spine.time())).head().getLong(0);
  }

  /** Whether the rows are those of a query that has been computed. */
  private static boolean isKept(Dataset<Row> rows) {
    return rows.queryExecution().analyzed().collectLeaves().head() instanceof LogicalRDD;
  }
}
