package dev.larder.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.testing.FeatureViews;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureTableTest {
  private final SparkSession spark = SharedSpark.session();

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "MILLIS,true,1",
    "MILLIS,false,1",
    "MICROS,true,1000",
    "MICROS,false,1000",
    "NANOS,true,1000000",
    "NANOS,false,1000000"
  })
  void readsTimestampsOfEveryUnitAsUtc(String unit, boolean adjusted, long perMilli)
      throws IOException {
    // One tick before the range, both of its ends, and one tick after it; then far beyond the
    // doubles, and before 1970.
    List<Long> times =
        List.of(1000 * perMilli - 1, 1000 * perMilli, 2000 * perMilli, 2001 * perMilli);
    write("TIMESTAMP(" + unit + "," + adjusted + ")", times);
    FeatureTable table = read(new TimeRange(Instant.ofEpochSecond(1), Instant.ofEpochSecond(2)));
    assertThat(table.rows().select(FeatureTable.EVENT_TIME).collectAsList())
        .containsExactly(RowFactory.create(1_000_000L), RowFactory.create(2_000_000L));
  }

  @Test
  void floorsNanosecondsToMicroseconds() throws IOException {
    write("TIMESTAMP(NANOS,true)", List.of(1_609_459_199_123_456_789L, -1L, -1000L, 1999L));
    assertThat(read(TimeRange.ALL).rows().select(FeatureTable.EVENT_TIME).collectAsList())
        .containsExactly(
            RowFactory.create(1_609_459_199_123_456L),
            RowFactory.create(-1L),
            RowFactory.create(-1L),
            RowFactory.create(1L));
    TimeRange instant =
        new TimeRange(
            Instant.ofEpochSecond(1_609_459_199L, 123_456_000),
            Instant.ofEpochSecond(1_609_459_199L, 123_456_000));
    assertThat(read(instant).rows().count()).isEqualTo(1);
  }

  @Test
  void readsOnlyTheColumnsAndTimesThatAreAskedFor() throws IOException {
    write("TIMESTAMP(MICROS,true)", List.of(1L, 2L));
    String plan =
        read(new TimeRange(Instant.EPOCH, Instant.EPOCH))
            .rows()
            .queryExecution()
            .executedPlan()
            .toString();
    assertThat(plan).contains("ReadSchema: struct<t:timestamp,key:bigint,amount:bigint>");
    assertThat(plan).contains("PushedFilters: [GreaterThanOrEqual(t,", "LessThanOrEqual(t,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DATE'1970-01-02'                            | 86400000000",
        "TIMESTAMP_NTZ'1970-01-02 00:00:00.000001'   | 86400000001",
        "'1970-01-02'                                | 86400000000",
        "'1970-01-02T00:00:00.000001'                | 86400000001",
        "' 1970-01-02 00:00:00Z '                    | 86400000000",
        "'1970-01-02T02:00:00+02:00'                 | 86400000000",
      })
  void takesDatesNaiveTimesAndTextsForTimesInUtc(String time, long micros) {
    Row row = timed(time, time, TimeRange.ALL).head();
    assertThat(row).isEqualTo(RowFactory.create(micros, micros));
    assertThat(timed(time, time, new TimeRange(null, Instant.EPOCH)).isEmpty()).isTrue();
  }

  @Test
  void passesOverRowsWithoutEventTimeAndKeepsThoseWithoutCreatedTime() {
    String none = "CAST(NULL AS STRING)";
    assertThat(timed(none, "'1970-01-02'", TimeRange.ALL).isEmpty()).isTrue();
    assertThat(timed("'1970-01-02'", none, TimeRange.ALL).head().isNullAt(1)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "", "1970", "197001", "12:30", "02.01.1970", "1970-02-30"})
  void failsOnTextsThatAreNoTimes(String text) {
    String bad = "'" + text + "'";
    String good = "'1970-01-02'";
    String error = " of data source s holds " + bad + "; expected a time such as ";
    assertThatThrownBy(() -> timed(bad, good, TimeRange.ALL).head())
        .satisfies(
            e ->
                assertThat(SparkErrors.userError("v", e))
                    .hasMessageStartingWith("feature view v: Column 't'" + error));
    assertThatThrownBy(() -> timed(good, bad, TimeRange.ALL).head())
        .satisfies(
            e ->
                assertThat(SparkErrors.userError("v", e))
                    .hasMessageStartingWith("feature view v: Column 'made'" + error));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1L", "1.5D", "true", "X'00'", "array(TIMESTAMP'1970-01-01')"})
  void refusesOtherTypesForTimes(String value) {
    String expected = "in the source; expected a timestamp, a date, or text in ISO 8601.";
    assertThatThrownBy(() -> timed(value, "'1970-01-02'", TimeRange.ALL))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("feature view v: Column 't' is ")
        .hasMessageEndingWith(expected);
    assertThatThrownBy(() -> timed("'1970-01-02'", value, TimeRange.ALL))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("feature view v: Column 'made' is ")
        .hasMessageEndingWith(expected);
  }

  @Test
  void appliesFieldMappingAndOddNames() {
    spark
        .sql(
            "SELECT 7L AS `the key`, TIMESTAMP'1970-01-01 00:00:01Z' AS `a.b`, 5 AS `chargeback rate`, 'x' AS `select`")
        .createOrReplaceTempView("odd_names");
    DataSource source =
        source(
            new SparkLocation("odd_names", "", "", "", ""),
            "when",
            Map.of("the key", "key", "a.b", "when", "chargeback rate", "amount"));
    FeatureView view =
        view(source, new Field("amount", ValueType.INT64), new Field("select", ValueType.STRING));
    FeatureTable table =
        FeatureTable.read(
            OfflineStore.of(spark, TestConfigs.in(directory)),
            view,
            view.features(),
            TimeRange.ALL);
    assertThat(table.rows().collectAsList())
        .containsExactly(RowFactory.create(7L, 1_000_000L, null, 5L, "x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CAST(5 AS TINYINT)     | Int32   | 5",
        "2147483648L            | Int64   | 2147483648",
        "3.9D                   | Int64   | 3",
        "-3.9D                  | Int32   | -3",
        "CAST('NaN' AS DOUBLE)  | Int64   | null",
        "CAST('NaN' AS DOUBLE)  | Float64 | null",
        "CAST(NULL AS DOUBLE)   | Float32 | null",
        "CAST(12.5 AS DECIMAL(5,2)) | Float64 | 12.5",
        "0.1D                   | Float32 | 0.1",
        "12                     | String  | 12",
        "true                   | String  | True",
        "CAST(NULL AS BOOLEAN)  | String  | null",
        "1                      | Bool    | true",
        "X'00ff'                | Bytes   | [0, -1]",
        "TIMESTAMP'1969-12-31 23:59:59.5Z' | UnixTimestamp | 1969-12-31 23:59:59.0",
        "DATE'1970-01-02'       | UnixTimestamp | 1970-01-02 00:00:00.0",
        "array(1L, NULL)        | Array(Int64) | [1, null]",
        "array(CAST('NaN' AS DOUBLE)) | Array(Float64) | [NaN]",
        "array(TIMESTAMP'1969-12-31 23:59:59.5Z') | Array(UnixTimestamp) | [1970-01-01 00:00:00.0]",
      })
  void coercesToTheDeclaredType(String value, String dtype, String expected) {
    Row row = coerced(value, dtype).head();
    Object actual = row.get(0);
    String text =
        actual instanceof byte[] bytes
            ? java.util.Arrays.toString(bytes)
            : actual instanceof scala.collection.Seq<?>
                ? row.getList(0).toString()
                : String.valueOf(actual);
    assertThat(text).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "'x',Int64,Column 'value' is string in the source; but declared Int64.",
        "1.5D,String,Column 'value' is double in the source; but declared String.",
        "array(1),Int64,Column 'value' is array<int> in the source; but declared Int64.",
        "1,Array(Int64),Column 'value' is int in the source; but declared Array(Int64).",
      })
  void refusesTypesThatCannotBeTheDeclaredOne(String value, String dtype, String message) {
    assertThatThrownBy(() -> coerced(value, dtype))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message.replace(';', ','));
  }

  @ParameterizedTest
  @CsvSource({
    "2147483648L,Int32",
    "-2147483649L,Int32",
    "1e19D,Int64",
    "CAST('Infinity' AS DOUBLE),Int64",
    "99999999999999999999BD,Int64"
  })
  void failsOnNumbersOutOfRange(String value, String dtype) {
    assertThatThrownBy(() -> coerced(value, dtype).head())
        .satisfies(
            e ->
                assertThat(SparkErrors.userError("v", e))
                    .hasMessageContaining("Column 'value' holds ")
                    .hasMessageContaining("does not fit into " + dtype));
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    write("TIMESTAMP(MICROS,true)", List.of(1L));
    FeatureView misspelt =
        view(
            source(new FileLocation("table.parquet", ""), "t", Map.of()),
            new Field("amout", ValueType.INT64));
    assertThatThrownBy(
            () ->
                FeatureTable.read(
                    OfflineStore.of(spark, TestConfigs.in(directory)),
                    misspelt,
                    misspelt.features(),
                    TimeRange.ALL))
        .hasMessage("feature view v: Data source s has no column 'amout'. Did you mean 'amount'?");
    FeatureView missing = view(source(new FileLocation("nowhere.parquet", ""), "t", Map.of()));
    assertThatThrownBy(
            () ->
                FeatureTable.read(
                    OfflineStore.of(spark, TestConfigs.in(directory)),
                    missing,
                    missing.features(),
                    TimeRange.ALL))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("data source s: There is nothing at '")
        .hasMessageContaining("nowhere.parquet");
  }

  private Dataset<Row> coerced(String value, String dtype) {
    spark
        .sql("SELECT 1L AS key, TIMESTAMP'1970-01-01 00:00:01Z' AS t, " + value + " AS value")
        .createOrReplaceTempView("values_to_coerce");
    FeatureView view =
        view(
            source(new SparkLocation("values_to_coerce", "", "", "", ""), "t", Map.of()),
            new Field("value", ValueType.ofDtype(dtype).orElseThrow()));
    return FeatureTable.read(
            OfflineStore.of(spark, TestConfigs.in(directory)), view, view.features(), TimeRange.ALL)
        .rows()
        .select(FeatureTable.feature(0));
  }

  /** Event and created time as they are read. */
  private Dataset<Row> timed(String time, String created, TimeRange range) {
    String query = "SELECT 1L AS key, " + time + " AS t, " + created + " AS made";
    DataSource source =
        new DataSource(
            "s",
            new SparkLocation("", query, "", "", ""),
            "t",
            "made",
            "",
            Map.of(),
            "",
            Map.of(),
            "");
    return FeatureTable.read(
            OfflineStore.of(spark, TestConfigs.in(directory)), view(source), List.of(), range)
        .rows()
        .select(FeatureTable.EVENT_TIME, FeatureTable.CREATED_TIME);
  }

  private FeatureTable read(TimeRange range) {
    FeatureView view =
        view(
            source(new FileLocation("table.parquet", ""), "t", Map.of()),
            new Field("amount", ValueType.INT64));
    return FeatureTable.read(
        OfflineStore.of(spark, TestConfigs.in(directory)), view, view.features(), range);
  }

  private static FeatureView view(DataSource source, Field... features) {
    return FeatureViews.view(
        "v", Duration.ZERO, List.of(new Field("key", ValueType.INT64)), source, List.of(features));
  }

  private static DataSource source(
      DataSource.Location location, String timestampField, Map<String, String> fieldMapping) {
    return FeatureViews.source("s", location, timestampField, fieldMapping);
  }

  private void write(String timestampType, List<Long> times) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { required int64 t ("
                + timestampType
                + "); required int64 key; required int64 amount; required int64 unused; }");
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(directory.resolve("table.parquet").toUri());
    try (ParquetWriter<org.apache.parquet.example.data.Group> writer =
        ExampleParquetWriter.builder(file).withConf(new Configuration()).withType(schema).build()) {
      for (long time : times) {
        SimpleGroup group = new SimpleGroup(schema);
        group.add("t", time);
        group.add("key", 1L);
        group.add("amount", time);
        group.add("unused", 0L);
        writer.write(group);
      }
    }
  }
}
