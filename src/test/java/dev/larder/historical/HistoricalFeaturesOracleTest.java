package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.asof.AsOf;
import dev.larder.asof.AsOfJoin;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.historical.JoinedFeatures.Matches;
import dev.larder.offline.SourceTable;
import dev.larder.offline.TimeRange;
import dev.larder.testing.FeatureViews;
import dev.larder.testing.SharedSpark;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random loans and histories, with many ties, against the rules read one by one. */
class HistoricalFeaturesOracleTest {
  private static final StructType LOANS =
      StructType.fromDDL("id INT, person STRING, event_timestamp TIMESTAMP");
  private static final StructType HISTORY =
      StructType.fromDDL(
          "person STRING, event_timestamp TIMESTAMP, created TIMESTAMP, pulls BIGINT");
  private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");
  private static final int SPAN = 40;

  private final SparkSession spark = SharedSpark.session();

  /** A feature row; times are microseconds after the start. */
  private record History(String person, long time, Long created, long pulls) {}

  private record Loan(int id, String person, Long time) {}

  @ParameterizedTest
  @CsvSource({
    "0, false",
    "0, true",
    "1, false",
    "1, true",
    "5, false",
    "5, true",
    "20, false",
    "20, true",
  })
  void findsWhatTheRulesSay(long ttl, boolean filterByCreatedTimestamp) {
    Random random = new Random(ttl);
    List<History> history = history(random);
    List<Loan> loans = loans(random);
    JoinedFeatures joined = join(ttl, filterByCreatedTimestamp, loans, history);
    RowTally tally = joined.tally();
    List<Row> rows = joined.tallied(tally).select("id", "pulls").collectAsList();

    List<Row> expected = new ArrayList<>();
    long matched = 0;
    long expired = 0;
    for (Loan loan : loans) {
      List<History> known =
          history.stream().filter(h -> held(h, loan, filterByCreatedTimestamp)).toList();
      Optional<History> newest =
          known.stream()
              .filter(h -> ttl == 0 || h.time() >= loan.time() - ttl)
              .max(
                  Comparator.comparingLong(History::time)
                      .thenComparing(
                          History::created, Comparator.nullsFirst(Comparator.naturalOrder()))
                      .thenComparingLong(History::pulls));
      expected.add(RowFactory.create(loan.id(), newest.map(History::pulls).orElse(null)));
      matched += newest.isPresent() ? 1 : 0;
      expired += newest.isEmpty() && !known.isEmpty() ? 1 : 0;
    }
    assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(joined.counts(tally).matches())
        .containsExactly(new Matches(matched, expired, loans.size() - matched - expired));
    assertThat(matched).isPositive();
    assertThat(expired > 0).isEqualTo(ttl > 0);
  }

  private static boolean held(History row, Loan loan, boolean filterByCreatedTimestamp) {
    return loan.time() != null
        && row.person() != null
        && row.person().equals(loan.person())
        && row.time() <= loan.time()
        && (!filterByCreatedTimestamp || (row.created() != null && row.created() <= loan.time()));
  }

  private static List<History> history(Random random) {
    List<History> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long time = random.nextInt(SPAN);
      Long created = random.nextInt(5) == 0 ? null : Long.valueOf(time + random.nextInt(6));
      rows.add(new History(person(random), time, created, random.nextInt(4)));
    }
    return rows;
  }

  private static List<Loan> loans(Random random) {
    List<Loan> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Long time = random.nextInt(30) == 0 ? null : Long.valueOf(random.nextInt(SPAN));
      rows.add(new Loan(i / 2 * 2, person(random), time));
    }
    return rows;
  }

  private static String person(Random random) {
    return random.nextInt(30) == 0 ? null : "person" + random.nextInt(60);
  }

  private JoinedFeatures join(
      long ttl, boolean filterByCreatedTimestamp, List<Loan> loans, List<History> history) {
    spark
        .createDataFrame(
            loans.stream()
                .map(l -> RowFactory.create(l.id(), l.person(), instant(l.time())))
                .toList(),
            LOANS)
        .createOrReplaceTempView("oracle_loans");
    List<Row> rows =
        history.stream()
            .map(
                h ->
                    RowFactory.create(
                        h.person(), instant(h.time()), instant(h.created()), h.pulls()))
            .toList();
    FeatureViewProjection view =
        new FeatureViewProjection(
            FeatureViews.view(
                "history",
                Duration.of(ttl, ChronoUnit.MICROS),
                List.of(new Field("person", ValueType.STRING)),
                new DataSource(
                    "history",
                    new SparkLocation("oracle_history", "", "", "", ""),
                    "event_timestamp",
                    "created",
                    "",
                    Map.of(),
                    "",
                    Map.of(),
                    ""),
                List.of(new Field("pulls", ValueType.INT64))),
            "",
            List.of(new Field("pulls", ValueType.INT64)),
            Map.of());
    return new HistoricalFeatures(
            source -> SourceTable.of(spark.createDataFrame(rows, HISTORY)),
            false,
            filterByCreatedTimestamp,
            AsOfJoin.of(AsOf.OPERATOR, spark))
        .join(
            Spine.read(spark, "oracle_loans", Set.of()),
            new SpineExtent(
                loans.size(), new TimeRange(START, START.plus(SPAN, ChronoUnit.MICROS))),
            List.of(view));
  }

  private static Timestamp instant(Long micros) {
    return micros == null ? null : Timestamp.from(START.plus(micros, ChronoUnit.MICROS));
  }
}
