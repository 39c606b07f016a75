package dev.larder.asof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorAsOfTest {
  private static final String BROADCAST = "spark.sql.autoBroadcastJoinThreshold";
  private static final String AQE = "spark.sql.adaptive.enabled";

  private final SparkSession spark = SharedSpark.session().newSession();

  @BeforeEach
  void shuffleAsPlanned() {
    spark.conf().set(BROADCAST, "-1");
    spark.conf().set(AQE, "false");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void joinsByTheSameKeyShareOneExchangeOfTheSpine(boolean adaptive) {
    spark.conf().set(AQE, Boolean.toString(adaptive));
    Dataset<Row> once = join(spine("id % 7"), match(table("id % 7"), "a"));
    Dataset<Row> twice = join(once, match(table("id % 11"), "b"));
    assertThat(twice.collectAsList()).hasSize(200);
    assertThat(Plans.exchanges(twice)).isEqualTo(3);
    assertThat(Plans.nodes(twice).map(node -> node.nodeName())).noneMatch(n -> n.contains("Sort"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void smallTablesAreBroadcastAndNoRowOfTheSpineIsMoved(boolean adaptive) {
    spark.conf().set(AQE, Boolean.toString(adaptive));
    spark.conf().set(BROADCAST, "10MB");
    Dataset<Row> joined = join(spine("id % 7"), match(table("id % 7"), "a"));
    assertSameAsSql(joined, spine("id % 7"), match(table("id % 7"), "a"));
    assertThat(Plans.exchanges(joined)).isZero();
    assertThat(Plans.broadcasts(joined)).isEqualTo(1);
  }

  @Test
  void oneTableIsJoinedTwiceByDifferentKeys() {
    Dataset<Row> table = table("id % 7");
    Dataset<Row> spine = spine("id % 7").withColumn("other", functions.expr("id % 5"));
    AsOfMatch first = match(table, "a");
    AsOfMatch second = new AsOfMatch(first.table(), List.of("other"), true, List.of("b", "b text"));
    Dataset<Row> joined = join(join(spine, first), second);
    assertSameAsSql(joined, sql(spine, first), second);
    assertThat(joined.columns())
        .containsExactly("id", "k", "t", "other", "a", "a text", "b", "b text");
  }

  @Test
  void theTableMayBeReadFromTheSpineItself() {
    Dataset<Row> spine = spine("id % 7").withColumn("f0", functions.col("id"));
    Dataset<Row> table = spine.withColumn("made", functions.col("t"));
    AsOfMatch match =
        new AsOfMatch(
            new AsOfTable(table, List.of("k"), "t", "made", List.of("f0")),
            List.of("k"),
            false,
            List.of("newest"));
    assertSameAsSql(join(spine, match), spine, match);
  }

  @Test
  void theResultMayBeJoinedWithItself() {
    Dataset<Row> joined = join(spine("id % 7"), match(table("id % 7"), "a"));
    assertThat(joined.as("l").join(joined.as("r"), functions.expr("l.id = r.id")).count())
        .isEqualTo(200);
    assertThat(joined.union(joined).where("a is not null").count())
        .isEqualTo(2 * joined.where("a is not null").count());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesCachedInputs(boolean adaptive) {
    spark.conf().set(AQE, Boolean.toString(adaptive));
    Dataset<Row> spine = spine("id % 7").cache();
    Dataset<Row> table = table("id % 7").cache();
    try {
      Dataset<Row> joined = join(spine, match(table, "a"));
      assertSameAsSql(joined, spine("id % 7"), match(table("id % 7"), "a"));
    } finally {
      spine.unpersist();
      table.unpersist();
    }
  }

  @ParameterizedTest
  @CsvSource({"10MB,0,1", "-1,2,0"})
  void withoutKeysEveryRowOfTheTableCounts(String limit, int exchanges, int broadcasts) {
    spark.conf().set(BROADCAST, limit);
    AsOfMatch match =
        new AsOfMatch(
            new AsOfTable(table("1"), List.of(), "event_time", "created_time", List.of("f0")),
            List.of(),
            false,
            List.of("f"));
    Dataset<Row> spine = spine("id % 7").repartition(3);
    Dataset<Row> joined = join(spine, match);
    assertSameAsSql(joined, spine, match);
    // One more that the spine brings along.
    assertThat(Plans.exchanges(joined)).isEqualTo(1 + exchanges);
    assertThat(Plans.broadcasts(joined)).isEqualTo(broadcasts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int(id % 7)",
        "id % 7",
        "cast(id % 7 as decimal(10, 2))",
        "cast(id % 7 as decimal(38, 4)) * 1000000000000",
        "rpad(string(id % 7), 5, ' ')",
        "case when id % 2 = 0 then 'a' else 'a ' end",
        "cast(string(id % 7) as binary)",
        "date_add(date'2024-01-01', int(id % 7))",
        "timestamp_seconds(id % 7)",
        "id % 2 = 0",
        "float(id % 7)",
        "double(array('0.0', '-0.0', 'NaN', '1.5')[int(id % 4)])"
      })
  void keysOfEveryAtomicTypeMatchWhereSparkSaysTheyAreEqual(String key) {
    AsOfMatch match = match(table(key), "a");
    Dataset<Row> joined = join(spine(key), match);
    assertSameAsSql(joined, spine(key), match);
    assertThat(joined.where("a is not null").count()).isPositive();
  }

  @Test
  void keysOfTwoTypesAreRefused() {
    assertThatThrownBy(() -> join(spine("id"), match(table("string(id)"), "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Join key k is bigint in the spine and string in the table.");
  }

  @Test
  void readsOnlyTheColumnsThatMatter() {
    Dataset<Row> spine = spine("id % 7").withColumn("unused", functions.expr("uuid()"));
    Dataset<Row> table = table("id % 7").withColumn("unused", functions.expr("uuid()"));
    Dataset<Row> joined = join(spine, match(table, "a")).select("id", "a");
    assertThat(joined.queryExecution().optimizedPlan().toString()).doesNotContain("uuid");
  }

  /** First the slots are too many, then the rows that they hold too wide. */
  @ParameterizedTest
  @CsvSource({"32768,f1", "1048576,'repeat(f1, 60)'"})
  void withLittleMemoryItWorksPartByPart(int bytes, String text) {
    Dataset<Row> spine = spark.range(20_000).selectExpr("id", "id % 900 k", "id % 1013 t");
    Dataset<Row> table =
        table("id % 1100", 30_000).repartition(3).withColumn("f1", functions.expr(text));
    AsOfMatch match = match(table, "a");
    Dataset<Row> inMemory = join(spine, match);
    List<Row> expected = inMemory.collectAsList();
    assertThat(Plans.spilledBytes(inMemory)).isNotPositive();
    spark.conf().set(AsOfSettings.MAX_INDEX_BYTES, bytes);
    Dataset<Row> inParts = join(spine, match);
    List<Row> rows = inParts.collectAsList();
    assertThat(Plans.spilledBytes(inParts)).isPositive();
    assertThat(Set.copyOf(rows)).hasSize(20_000).isEqualTo(Set.copyOf(expected));
  }

  @Test
  void aSingleKeyThatOutgrowsTheLimitIsJoinedAllTheSame() {
    spark.conf().set(AsOfSettings.MAX_INDEX_BYTES, 1 << 15);
    Dataset<Row> spine = spark.range(5_000).selectExpr("id", "1L k", "id t");
    AsOfMatch match = match(table("1L"), "a");
    Dataset<Row> joined = join(spine, match);
    List<String> rows = sorted(joined);
    assertThat(Plans.spilledBytes(joined)).isPositive();
    assertThat(rows).isEqualTo(sorted(sql(spine, match)));
  }

  /** One key of 900 in 30 % of the spine's rows, and one row in ten without a key. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHotKeyIsSpreadOverSeveralTasks(boolean pushed) {
    spark.conf().set("spark.sql.shuffle.partitions", "8");
    spark.conf().set(AsOfSettings.MIN_HOT_ROWS, "1000");
    spark.conf().set(AsOfSettings.MAX_PUSHED_SLOTS, pushed ? "1000000" : "0");
    String key = "if(id % 10 < 3, 7, if(id % 10 = 9, null, id % 900))";
    Dataset<Row> spine = spark.range(0, 20_000, 1, 4).selectExpr("id", key + " k", "id % 1013 t");
    AsOfMatch match = match(table("id % 900", 30_000), "a");
    Dataset<Row> joined = join(spine, match);
    assertThat(largestPartition(joined)).isLessThan(20_000 * 25 / 100);
    assertSameAsSql(joined, spine, match);
  }

  /** All rows of a view without entities have one key. */
  @Test
  void aViewWithoutKeysIsSpreadToo() {
    spark.conf().set(AsOfSettings.MIN_HOT_ROWS, "1000");
    Dataset<Row> spine = spark.range(0, 20_000, 1, 4).selectExpr("id", "id % 1013 t");
    AsOfMatch match =
        new AsOfMatch(
            new AsOfTable(
                table("1", 3_000), List.of(), "event_time", "created_time", List.of("f0")),
            List.of(),
            false,
            List.of("f"));
    Dataset<Row> joined = join(spine, match);
    assertThat(largestPartition(joined)).isLessThan(20_000 * 3 / 4);
    assertSameAsSql(joined, spine, match);
  }

  private static long largestPartition(Dataset<Row> rows) {
    return rows.groupBy(functions.spark_partition_id())
        .count()
        .agg(functions.max("count"))
        .head()
        .getLong(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "cache", "rows"})
  void winnersAreFoundInColumnBatchesAndInRows(String kind, @TempDir Path folder) {
    Dataset<Row> table = table("id % 900", 30_000);
    Dataset<Row> read =
        switch (kind) {
          case "parquet" -> {
            table.write().parquet(folder.resolve("table").toString());
            yield spark.read().parquet(folder.resolve("table").toString());
          }
          case "cache" -> table.cache();
          default -> table;
        };
    try {
      Dataset<Row> spine = spark.range(20_000).selectExpr("id", "id % 1100 k", "id % 1013 t");
      AsOfMatch match =
          match(read.where("f0 % 5 <> 1").withColumn("f0", functions.expr("f0 * 2")), "a");
      Dataset<Row> joined = join(spine, match);
      assertSameAsSql(joined, spine, match);
      SlotReduceExec reduce =
          (SlotReduceExec)
              Plans.nodes(joined).filter(SlotReduceExec.class::isInstance).findAny().get();
      assertThat(reduce.task().columns().values() != null)
          .as("whether rows are put together from columns only where they are needed")
          .isEqualTo(kind.equals("parquet"));
      assertThat(Plans.metric(joined, SlotReduceExec.class, SlotReduceExec.ROWS))
          .isBetween(1L, 15_000L);
    } finally {
      table.unpersist();
    }
  }

  private static Dataset<Row> join(Dataset<Row> spine, AsOfMatch... matches) {
    return OperatorAsOf.join(new AsOfSpine(spine, "t", spine.count()), List.of(matches));
  }

  private static Dataset<Row> sql(Dataset<Row> spine, AsOfMatch match) {
    return SqlAsOf.join(new AsOfSpine(spine, "t", spine.count()), List.of(match));
  }

  private static void assertSameAsSql(Dataset<Row> joined, Dataset<Row> spine, AsOfMatch match) {
    Dataset<Row> expected = sql(spine, match);
    assertThat(joined.columns()).containsExactly(expected.columns());
    assertThat(sorted(joined)).isEqualTo(sorted(expected));
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::json).sorted().toList();
  }

  private Dataset<Row> spine(String key) {
    return spark.range(200).selectExpr("id", key + " as k", "id * 7 % 50 as t");
  }

  private Dataset<Row> table(String key) {
    return table(key, 300);
  }

  private Dataset<Row> table(String key, int rows) {
    return spark
        .range(rows)
        .selectExpr(
            key + " as k0",
            "id * 13 % 61 as event_time",
            "nullif(id % 17, 0) + id * 13 % 61 - 5 as created_time",
            "id as f0",
            "repeat(string(id), int(id % 9)) as f1");
  }

  private static AsOfMatch match(Dataset<Row> table, String output) {
    return new AsOfMatch(
        new AsOfTable(table, List.of("k0"), "event_time", "created_time", List.of("f0", "f1")),
        List.of("k"),
        false,
        List.of(output, output + " text"));
  }
}
