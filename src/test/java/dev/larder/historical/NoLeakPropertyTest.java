package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.asof.AsOf;
import dev.larder.asof.AsOfJoin;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.offline.SourceTable;
import dev.larder.offline.TimeRange;
import dev.larder.testing.FeatureViews;
import dev.larder.testing.SharedSpark;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Nothing that came after a loan is seen by it, however little later it came. */
class NoLeakPropertyTest {
  private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");
  private static final int LOANS = 400;

  private final SparkSession spark = SharedSpark.session();

  record Loan(int person, long micros) {
    Timestamp time() {
      return later(0);
    }

    Timestamp later(long by) {
      return Timestamp.from(START.plus(micros + by, ChronoUnit.MICROS));
    }
  }

  /** One history row for each loan, a microsecond later; other loans may see it, if they are. */
  @Property(tries = 4, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void aHistoryRowAMicrosecondAfterItsLoanIsNotSeenByIt(
      @ForAll("loans") List<Loan> loans, @ForAll AsOf asOf) {
    List<Row> history =
        loans.stream()
            .map(loan -> RowFactory.create("p" + loan.person(), loan.later(1), null, loan.micros()))
            .toList();
    List<Row> joined = join(asOf, loans, history, false);
    assertThat(joined).hasSize(LOANS);
    assertThat(joined)
        .filteredOn(row -> !row.isNullAt(1))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.getLong(1)).isLessThan(row.getLong(0)));
  }

  @Property(tries = 4, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void nothingIsSeenWhereEveryHistoryRowIsAfterEveryLoanOfItsPerson(
      @ForAll("loans") List<Loan> loans, @ForAll AsOf asOf) {
    List<Row> history =
        loans.stream()
            .filter(loan -> loans.stream().noneMatch(other -> isLater(other, loan)))
            .map(loan -> RowFactory.create("p" + loan.person(), loan.later(1), null, 0L))
            .toList();
    assertThat(history).isNotEmpty();
    assertThat(join(asOf, loans, history, false)).hasSize(LOANS).allMatch(row -> row.isNullAt(1));
  }

  @Property(tries = 4, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void filteredByCreatedTimeARowCreatedAMicrosecondAfterItsLoanIsNotSeenByIt(
      @ForAll("loans") List<Loan> loans, @ForAll AsOf asOf) {
    List<Row> history =
        loans.stream()
            .map(
                loan ->
                    RowFactory.create(
                        "p" + loan.person(), loan.time(), loan.later(1), loan.micros()))
            .toList();
    assertThat(join(asOf, loans, history, true))
        .hasSize(LOANS)
        .filteredOn(row -> !row.isNullAt(1))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.getLong(1)).isLessThan(row.getLong(0)));
  }

  private static boolean isLater(Loan other, Loan loan) {
    return other.person() == loan.person() && other.micros() > loan.micros();
  }

  /** Of each loan its microseconds, and those that it got from a history row. */
  private List<Row> join(
      AsOf asOf, List<Loan> loans, List<Row> history, boolean filterByCreatedTimestamp) {
    spark
        .createDataFrame(
            loans.stream()
                .map(loan -> RowFactory.create(loan.micros(), "p" + loan.person(), loan.time()))
                .toList(),
            StructType.fromDDL("micros BIGINT, person STRING, event_timestamp TIMESTAMP"))
        .createOrReplaceTempView("leak_loans");
    StructType columns =
        StructType.fromDDL("person STRING, event_timestamp TIMESTAMP, made TIMESTAMP, seen BIGINT");
    DataSource source =
        new DataSource(
            "history",
            new SparkLocation("", "", "", "", ""),
            "event_timestamp",
            "made",
            "",
            Map.of(),
            "",
            Map.of(),
            "");
    List<Field> features = List.of(new Field("seen", ValueType.INT64));
    FeatureViewProjection view =
        new FeatureViewProjection(
            FeatureViews.view(
                "history",
                Duration.ZERO,
                List.of(new Field("person", ValueType.STRING)),
                source,
                features),
            "",
            features,
            Map.of());
    JoinedFeatures joined =
        new HistoricalFeatures(
                s -> SourceTable.of(spark.createDataFrame(history, columns)),
                false,
                filterByCreatedTimestamp,
                AsOfJoin.of(asOf, spark))
            .join(
                Spine.read(spark, "leak_loans", Set.of()),
                new SpineExtent(LOANS, new TimeRange(START, START.plus(1, ChronoUnit.DAYS))),
                List.of(view));
    return joined
        .rows()
        .select(joined.columns().toArray(Column[]::new))
        .select("micros", "seen")
        .collectAsList();
  }

  @Provide
  Arbitrary<List<Loan>> loans() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 60), Arbitraries.longs().between(0, 30))
        .as(Loan::new)
        .list()
        .ofSize(LOANS);
  }
}
