package dev.larder.asof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Random spines and tables, many to a Spark job: the number of the case is the first of two join
 * keys.
 */
@Tag("slow")
class OperatorAsOfPropertyTest {
  private static final int CASES = 500;
  private static final StructType SPINE =
      StructType.fromDDL("id INT, c INT, customer STRING, t BIGINT");
  private static final StructType TABLE =
      StructType.fromDDL(
          "k0 INT, k1 STRING, event_time BIGINT, created_time BIGINT, f0 INT, f1 STRING");

  private static final String BROADCAST = "spark.sql.autoBroadcastJoinThreshold";
  private static final String AQE = "spark.sql.adaptive.enabled";
  private static final String MAX_INDEX_BYTES = AsOfSettings.MAX_INDEX_BYTES;
  private static final String LITTLE = "30000";

  /** The ways to run the operator: all give the same. */
  private static final List<Map<String, String>> SETTINGS =
      List.of(
          Map.of(),
          Map.of(AQE, "false"),
          Map.of(BROADCAST, "-1"),
          Map.of(BROADCAST, "-1", AQE, "false"),
          Map.of(BROADCAST, "-1", AsOfSettings.MAX_PUSHED_SLOTS, "0"),
          Map.of(BROADCAST, "-1", AsOfSettings.HASH_BITS, "8"),
          Map.of(BROADCAST, "-1", AsOfSettings.HASH_BITS, "2", AQE, "false"),
          Map.of(BROADCAST, "-1", MAX_INDEX_BYTES, LITTLE),
          Map.of(BROADCAST, "-1", AsOfSettings.MAX_PUSHED_SLOTS, "0", MAX_INDEX_BYTES, LITTLE));

  record SpineRow(String customer, Long time) {}

  record TableRow(String customer, Long eventTime, Long createdTime, Integer f0, String f1) {}

  record Case(List<SpineRow> spine, List<TableRow> table) {}

  @Property(tries = 8, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void givesEachSpineRowTheNewestRowOfItsTime(
      @ForAll("cases") List<Case> cases, @ForAll boolean createdByThen) {
    List<Row> spine = new ArrayList<>();
    List<Row> table = new ArrayList<>();
    List<Row> expected = new ArrayList<>();
    for (int c = 0; c < cases.size(); c++) {
      for (TableRow row : cases.get(c).table()) {
        table.add(
            RowFactory.create(
                c, row.customer(), row.eventTime(), row.createdTime(), row.f0(), row.f1()));
      }
      for (SpineRow row : cases.get(c).spine()) {
        int id = spine.size();
        TableRow found = newest(row, cases.get(c).table(), createdByThen);
        spine.add(RowFactory.create(id, c, row.customer(), row.time()));
        expected.add(
            RowFactory.create(
                id,
                c,
                row.customer(),
                row.time(),
                found == null ? null : found.f0(),
                found == null ? null : found.f1()));
      }
    }
    for (Map<String, String> settings : SETTINGS) {
      SparkSession spark = session(settings);
      Dataset<Row> joined =
          OperatorAsOf.join(spine(spark, spine), List.of(match(spark, table, createdByThen)));
      assertThat(sorted(joined)).as("%s %s", createdByThen, settings).isEqualTo(expected);
      if (settings.containsKey(MAX_INDEX_BYTES) && spine.size() > 1000) {
        assertThat(Plans.spilledBytes(joined)).as("%s", settings).isPositive();
      }
    }
    SparkSession spark = session(Map.of());
    Dataset<Row> sql =
        SqlAsOf.join(spine(spark, spine), List.of(match(spark, table, createdByThen)));
    assertThat(sorted(sql)).as("%s SQL", createdByThen).isEqualTo(expected);
  }

  /** The definition, row by row. */
  private static TableRow newest(SpineRow row, List<TableRow> table, boolean createdByThen) {
    if (row.time() == null || row.customer() == null) {
      return null;
    }
    return table.stream()
        .filter(r -> Objects.equals(r.customer(), row.customer()))
        .filter(r -> r.eventTime() != null && r.eventTime() <= row.time())
        .filter(r -> !createdByThen || (r.createdTime() != null && r.createdTime() <= row.time()))
        .max(
            Comparator.comparing(TableRow::eventTime)
                .thenComparing(TableRow::createdTime, nullsFirst())
                .thenComparing(TableRow::f0, nullsFirst())
                .thenComparing(TableRow::f1, nullsFirst()))
        .orElse(null);
  }

  private static <T extends Comparable<T>> Comparator<T> nullsFirst() {
    return Comparator.nullsFirst(Comparator.naturalOrder());
  }

  private static SparkSession session(Map<String, String> settings) {
    SparkSession spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.shuffle.partitions", "2");
    settings.forEach(spark.conf()::set);
    return spark;
  }

  private static AsOfSpine spine(SparkSession spark, List<Row> rows) {
    return new AsOfSpine(spark.createDataFrame(rows, SPINE), "t", rows.size());
  }

  private static AsOfMatch match(SparkSession spark, List<Row> table, boolean createdByThen) {
    return new AsOfMatch(
        new AsOfTable(
            spark.createDataFrame(table, TABLE),
            List.of("k0", "k1"),
            "event_time",
            "created_time",
            List.of("f0", "f1")),
        List.of("c", "customer"),
        createdByThen,
        List.of("number", "text"));
  }

  private static List<Row> sorted(Dataset<Row> joined) {
    return joined.collectAsList().stream().sorted(Comparator.comparing(r -> r.getInt(0))).toList();
  }

  @Provide
  Arbitrary<List<Case>> cases() {
    Arbitrary<String> customers = Arbitraries.of("a", "b", "longer than a word").injectNull(0.1);
    Arbitrary<Long> times = Arbitraries.longs().between(-2, 8);
    Arbitrary<SpineRow> spine =
        Combinators.combine(customers, times.injectNull(0.1)).as(SpineRow::new);
    Arbitrary<TableRow> table =
        Combinators.combine(
                customers,
                times.injectNull(0.05),
                Arbitraries.longs().between(-2, 12).injectNull(0.2),
                Arbitraries.integers().between(0, 2).injectNull(0.2),
                Arbitraries.of("", "x", "y".repeat(30), "z".repeat(2000)).injectNull(0.2))
            .as(TableRow::new);
    return Combinators.combine(spine.list().ofMaxSize(8), table.list().ofMaxSize(14))
        .as(Case::new)
        .list()
        .ofSize(CASES);
  }
}
