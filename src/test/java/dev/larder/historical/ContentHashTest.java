package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedSpark;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentHashTest {
  private static final String EVERY_TYPE =
      "SELECT id, CAST(id AS INT) AS i, CAST(id AS SMALLINT) AS s, id / 3 AS d,"
          + " CAST(id / 3 AS FLOAT) AS f, CAST(id AS DECIMAL(20, 3)) AS dec, id % 2 = 0 AS b,"
          + " CAST(id AS STRING) AS t, CAST(CAST(id AS STRING) AS BINARY) AS bin,"
          + " timestamp_micros(id) AS ts, DATE'2021-01-01' + CAST(id AS INT) AS day,"
          + " CAST(timestamp_micros(id) AS TIMESTAMP_NTZ) AS local,"
          + " array(id, NULL) AS a, array(timestamp_micros(id)) AS times,"
          + " map('x', id, 'y', 2L) AS m, struct(id AS x, 'q' AS y) AS st,"
          + " CAST(NULL AS STRING) AS nothing FROM range(100)";

  private final SparkSession spark = SharedSpark.session();

  @Test
  void doesNotDependOnOrderOrPartitions() {
    Dataset<Row> rows = spark.sql(EVERY_TYPE);
    assertThat(hash(rows.orderBy(rows.col("id").desc()).coalesce(1)))
        .isEqualTo(hash(rows.repartition(7)))
        .hasSize(64);
  }

  /** The expected hash was computed in Python from the description of the format. */
  @Test
  void isWhatOtherLanguagesComputeToo() {
    assertThat(hash(spark.sql("SELECT 1L AS a, 'ü' AS b, 0.5D AS c")))
        .isEqualTo("e9afabc524ca28024c9a8f7f5370d1287262a95ca0e9efabc877d0e4e48e53b6");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1 AS a            | 2 AS a",
        "1 AS a            | 1 AS b",
        "1 AS a            | 1L AS a",
        "NULL AS a, 1 AS b | 1 AS a, NULL AS b",
        "'ab' AS a, 'c' AS b | 'a' AS a, 'bc' AS b",
        "'' AS a           | CAST(NULL AS STRING) AS a",
        "0.1D + 0.2D AS a | 0.3D AS a",
        "array(1, 2) AS a  | array(2, 1) AS a",
        "timestamp_micros(1) AS a | timestamp_micros(2) AS a",
      })
  void tellsTablesApart(String one, String other) {
    assertThat(hash(spark.sql("SELECT " + one))).isNotEqualTo(hash(spark.sql("SELECT " + other)));
  }

  @Test
  void countsHowOftenARowOccurs() {
    List<String> hashes =
        List.of(
            hash(spark.sql("SELECT 7 AS a WHERE false")),
            hash(spark.sql("SELECT 7 AS a")),
            hash(spark.sql("SELECT 7 AS a FROM range(2)")),
            hash(spark.sql("SELECT 7 AS a FROM range(3)")));
    assertThat(hashes).doesNotHaveDuplicates();
  }

  private static String hash(Dataset<Row> rows) {
    List<Column> columns = Arrays.stream(rows.columns()).map(rows::col).toList();
    JoinedFeatures table = new JoinedFeatures(rows, columns, List.of());
    RowTally tally = table.tally();
    assertThat(table.tallied(tally).collectAsList()).hasSameSizeAs(rows.collectAsList());
    return table.counts(tally).contentHash();
  }
}
