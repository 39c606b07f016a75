package dev.larder.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.RedshiftLocation;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedshiftSqlTest {
  private static final TimeRange RANGE =
      new TimeRange(
          Instant.parse("2021-01-01T00:00:00Z"), Instant.parse("2021-08-25T20:34:41.123456Z"));
  private static final List<RedshiftColumn> COLUMNS =
      List.of(
          new RedshiftColumn("zip\"code", Types.CHAR, 5, 0),
          new RedshiftColumn("pulls", Types.BIGINT, 19, 0),
          new RedshiftColumn("other", Types.BIGINT, 19, 0),
          new RedshiftColumn("at", Types.TIMESTAMP, 0, 0),
          new RedshiftColumn("written", Types.TIMESTAMP_WITH_TIMEZONE, 0, 0),
          new RedshiftColumn("noted", Types.VARCHAR, 0, 0),
          new RedshiftColumn("day", Types.DATE, 0, 0));

  private static DataSource source(String time, String created) {
    return source(time, created, "");
  }

  private static DataSource source(String time, String created, String partition) {
    return new DataSource(
        "history",
        new RedshiftLocation("history", "", "spectrum", "dev"),
        time,
        created,
        partition,
        Map.of(),
        "",
        Map.of(),
        "");
  }

  private static String select(String time, String created, List<String> newestOf) {
    SourceQuery query = new SourceQuery(List.of("zip\"code", "pulls", time), RANGE, newestOf);
    return RedshiftSql.select(source(time, created), "t", COLUMNS, query, RedshiftSql::asItIs);
  }

  @Test
  void onlyTheColumnsAndTimesThatAreAskedForAreUnloaded() {
    assertThat(select("at", "", null))
        .isEqualTo(
            "SELECT RTRIM(\"zip\"\"code\") AS \"zip\"\"code\", \"pulls\", \"at\" FROM t"
                + " WHERE \"at\" >= CAST('2021-01-01 00:00:00.000000' AS TIMESTAMP)"
                + " AND \"at\" <= CAST('2021-08-25 20:34:41.123456' AS TIMESTAMP)");
  }

  @ParameterizedTest
  @CsvSource({
    "written,CAST('2021-01-01 00:00:00.000000+00' AS TIMESTAMPTZ)",
    "day,CAST('2021-01-01' AS DATE)"
  })
  void aTimeIsComparedAsItsOwnType(String column, String literal) {
    assertThat(select(column, "", null)).contains("\"" + column + "\" >= " + literal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "day   | (\"day\" >= CAST('2021-01-01' AS DATE) AND \"day\" <= CAST('2021-08-25' AS DATE)"
            + " OR \"day\" IS NULL)",
        "noted | (\"noted\" >= '2021-01-01' AND \"noted\" <= '2021-08-25'"
            + " OR \"noted\" IS NULL OR \"noted\" NOT LIKE '____-__-__')"
      })
  void datePartitionsThatCannotMatterAreLeftOut(String partition, String condition) {
    assertThat(
            RedshiftSql.select(
                source("at", "", partition),
                "t",
                COLUMNS,
                new SourceQuery(List.of("pulls"), RANGE, null),
                RedshiftSql::asItIs))
        .startsWith("SELECT \"pulls\" FROM t WHERE " + condition + " AND \"at\" >= ");
  }

  @Test
  void aDatePartitionThatIsNoColumnIsNamed() {
    assertThatThrownBy(
            () ->
                RedshiftSql.select(
                    source("at", "", "dya"), "t", COLUMNS, SourceQuery.ALL, RedshiftSql::asItIs))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no column 'dya', its date_partition_column. Did you mean 'day'?");
  }

  @Test
  void timesThatAreTextsAreLeftToSpark() {
    assertThat(select("noted", "", List.of("pulls"))).endsWith("FROM t");
    assertThat(select("at", "noted", List.of("pulls"))).doesNotContain("RANK");
  }

  /** Rows that are equally new all come, so that Spark's rule for them decides. */
  @Test
  void theNewestRowsAreFoundByEventTimeThenCreatedTimeWithNullsOldest() {
    assertThat(select("at", "written", List.of("zip\"code")))
        .isEqualTo(
            "SELECT RTRIM(\"zip\"\"code\") AS \"zip\"\"code\", \"pulls\", \"at\" FROM"
                + " (SELECT *, RANK() OVER (PARTITION BY \"zip\"\"code\" ORDER BY \"at\" DESC"
                + " NULLS LAST, \"written\" DESC NULLS LAST) AS larder_rank FROM t"
                + " WHERE \"at\" >= CAST('2021-01-01 00:00:00.000000' AS TIMESTAMP)"
                + " AND \"at\" <= CAST('2021-08-25 20:34:41.123456' AS TIMESTAMP)) AS ranked"
                + " WHERE larder_rank = 1");
  }

  @Test
  void anEntityThatIsNoneHasOneNewestRow() {
    assertThat(select("at", "", List.of())).contains("RANK() OVER (ORDER BY \"at\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "history | `` | spectrum | dev | \"spectrum\".\"history\"",
        "history | `` | ``       | ``  | \"public\".\"history\"",
        "history | `` | spectrum | other | \"other\".\"spectrum\".\"history\"",
      })
  void aTableHasItsSchemaAndADatabaseThatIsAnother(
      String table, String query, String schema, String database, String expected) {
    assertThat(RedshiftSql.from(new RedshiftLocation(table, query, schema, database), "dev"))
        .isEqualTo(expected);
  }

  @Test
  void aQueryMayEndInASemicolonOrAComment() {
    assertThat(RedshiftSql.from(new RedshiftLocation("", "SELECT 1; ", "", ""), "dev"))
        .isEqualTo("(SELECT 1\n) AS source");
    assertThat(RedshiftSql.from(new RedshiftLocation("", "SELECT 1 -- one", "", ""), "dev"))
        .isEqualTo("(SELECT 1 -- one\n) AS source");
  }

  @Test
  void theUnloadedQueryIsALiteralInWhichBackslashesAreDoubled() {
    assertThat(new Unload("SELECT '\\d' AS d", "s3://b/p/1/", "arn:aws:iam::1:role/r").sql())
        .isEqualTo(
            "UNLOAD ('SELECT ''\\\\d'' AS d') TO 's3://b/p/1/' IAM_ROLE 'arn:aws:iam::1:role/r'"
                + " FORMAT AS PARQUET MANIFEST");
    assertThat(new Unload("SELECT 1", "s3://b/", "default").sql()).contains(" IAM_ROLE default ");
  }
}
