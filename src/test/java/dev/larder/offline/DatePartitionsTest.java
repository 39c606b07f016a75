package dev.larder.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.testing.SharedSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatePartitionsTest {
  private static final TimeRange RANGE =
      new TimeRange(
          Instant.parse("2021-01-02T23:59:59.999999Z"), Instant.parse("2021-01-04T00:00:00Z"));

  private final SparkSession spark = SharedSpark.session();

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "%Y-%m-%d, yyyy-MM-dd",
    "%Y%m%d,   yyyyMMdd",
    "%d.%m.%Y, dd.MM.yyyy",
    "%Y-%m-%dT%H, yyyy-MM-dd'T'HH",
  })
  void onlyTheFilesOfPartitionsThatCanMatterAreRead(String format, String sparkFormat) {
    write("date_format(event_timestamp, \"" + sparkFormat + "\")");
    Dataset<Row> rows = load(format, RANGE);
    assertThat(rows.collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactlyInAnyOrder(1L, 2L, 3L, 9L);
    assertThat(filesRead(load(format, RANGE))).isEqualTo(4);
    assertThat(filesRead(load(format, TimeRange.ALL))).isEqualTo(10);
    assertThat(filesRead(load(format, new TimeRange(null, RANGE.end())))).isEqualTo(5);
  }

  @Test
  void columnsOfDatesNeedNoFormat() {
    spark
        .range(5)
        .selectExpr("id", "DATE'2021-01-01' + CAST(id AS INT) AS day", "now() AS event_timestamp")
        .createOrReplaceTempView("dated");
    SparkLocation table = new SparkLocation("dated", "", "", "", "");
    assertThat(load(table, RANGE).count()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%Y-%U | data source s: The date_partition_column_format '%Y-%U' has %U; expected",
      })
  void aFormatThatIsNotUnderstoodIsRefused(String format, String message) {
    write("'x'");
    assertThatThrownBy(() -> load(format, RANGE))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aMissingPartitionColumnIsNamed() {
    spark.range(1).selectExpr("id AS days").createOrReplaceTempView("undated");
    assertThatThrownBy(() -> load(new SparkLocation("undated", "", "", "", ""), RANGE))
        .isInstanceOf(UserException.class)
        .hasMessage("data source s: Data source s has no column 'day'. Did you mean 'days'?");
  }

  /** Nine days from the first of January on, and one row without a date. */
  private void write(String day) {
    spark
        .range(10)
        .selectExpr(
            "id", "timestamp'2021-01-01T00:00:00Z' + make_dt_interval(id) AS event_timestamp")
        .selectExpr("*", "IF(id = 9, NULL, " + day + ") AS day")
        .write()
        .partitionBy("day")
        .parquet(directory.resolve("table").toString());
  }

  private Dataset<Row> load(String format, TimeRange range) {
    return load(
        new SparkLocation("", "", directory.resolve("table").toString(), "parquet", format), range);
  }

  private Dataset<Row> load(SparkLocation location, TimeRange range) {
    DataSource source =
        new DataSource("s", location, "event_timestamp", "", "day", Map.of(), "", Map.of(), "");
    return OfflineStore.of(spark, TestConfigs.in(directory))
        .open(source)
        .rows(SourceQuery.within(range));
  }

  /** As Spark counts them for the first query of its rows. */
  private static long filesRead(Dataset<Row> rows) {
    assertThat(rows.collectAsList()).isNotEmpty();
    return rows.queryExecution()
        .executedPlan()
        .collectLeaves()
        .head()
        .metrics()
        .apply("numFiles")
        .value();
  }
}
