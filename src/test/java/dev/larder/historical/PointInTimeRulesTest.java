package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.asof.AsOf;
import dev.larder.asof.AsOfJoin;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.offline.SourceTable;
import dev.larder.offline.TimeRange;
import dev.larder.testing.FeatureViews;
import dev.larder.testing.SharedSpark;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which value a row gets, rule by rule, in each way to join. Times are microseconds since 1970. */
class PointInTimeRulesTest {
  private static final TimeRange TIMES =
      new TimeRange(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));
  private static final String PLAIN =
      "SELECT person, timestamp_micros(t) AS event_timestamp, timestamp_micros(made) AS made, value"
          + " FROM rule_history";

  private final SparkSession spark = SharedSpark.session();

  private boolean filterByCreatedTimestamp;

  @ParameterizedTest
  @EnumSource
  void aValueHoldsFromItsEventTimeToTheEndOfItsTtlBothIncluded(AsOf asOf) {
    history("('ann', 100, NULL, 7L)");
    loans("(1, 'ann', 99), (2, 'ann', 100), (3, 'ann', 150), (4, 'ann', 151)");
    assertThat(values(asOf, view(50)))
        .containsExactlyInAnyOrder(value(1, null), value(2, 7L), value(3, 7L), value(4, null));
  }

  @ParameterizedTest
  @EnumSource
  void withoutTtlAValueHoldsForEver(AsOf asOf) {
    history("('ann', 0, NULL, 7L)");
    loans("(1, 'ann', 0), (2, 'ann', 4000000000000000)");
    assertThat(values(asOf, view(0))).containsExactlyInAnyOrder(value(1, 7L), value(2, 7L));
  }

  @ParameterizedTest
  @EnumSource
  void theNewestEventTimeCountsToTheMicrosecond(AsOf asOf) {
    history("('ann', 1000001, 9, 1L), ('ann', 1000002, 8, 2L), ('ann', 1000003, 7, 3L)");
    loans("(1, 'ann', 1000000), (2, 'ann', 1000002), (3, 'ann', 1000003), (4, 'ann', 2000000)");
    assertThat(values(asOf, view(0)))
        .containsExactlyInAnyOrder(value(1, null), value(2, 2L), value(3, 3L), value(4, 3L));
  }

  @ParameterizedTest
  @EnumSource
  void amongEqualEventTimesTheNewestCreatedTimeCountsAndNoneIsTheOldest(AsOf asOf) {
    history("('ann', 5, 8, 1L), ('ann', 5, 9, 2L), ('bob', 5, NULL, 4L), ('bob', 5, 1, 3L)");
    loans("(1, 'ann', 5), (2, 'bob', 5)");
    assertThat(values(asOf, view(0))).containsExactlyInAnyOrder(value(1, 2L), value(2, 3L));
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatDifferInNothingButTheirValuesHaveAFixedOrder(AsOf asOf) {
    loans("(1, 'ann', 5), (2, 'bob', 5)");
    for (String order : List.of("value", "-value")) {
      history("('ann', 5, 6, 1L), ('ann', 5, 6, 2L), ('bob', 5, NULL, 3L), ('bob', 5, NULL, NULL)");
      spark
          .sql("SELECT * FROM rule_history ORDER BY " + order)
          .createOrReplaceTempView("rule_history");
      assertThat(values(asOf, view(0))).containsExactlyInAnyOrder(value(1, 2L), value(2, 3L));
    }
  }

  @ParameterizedTest
  @EnumSource
  void filteredByCreatedTimeAValueCountsFromItsCreationOnIncluded(AsOf asOf) {
    filterByCreatedTimestamp = true;
    history("('ann', 10, 12, 1L), ('ann', 11, 20, 2L), ('ann', 12, NULL, 3L)");
    loans("(1, 'ann', 11), (2, 'ann', 12), (3, 'ann', 19), (4, 'ann', 20)");
    assertThat(values(asOf, view(0)))
        .containsExactlyInAnyOrder(value(1, null), value(2, 1L), value(3, 1L), value(4, 2L));
  }

  @ParameterizedTest
  @EnumSource
  void aSourceWithoutCreatedTimesIsNotFilteredByThem(AsOf asOf) {
    filterByCreatedTimestamp = true;
    history("('ann', 10, 12, 1L)");
    loans("(1, 'ann', 10)");
    FeatureView view = view(0, source(PLAIN, "", Map.of()), List.of("person"));
    assertThat(values(asOf, view)).containsExactly(value(1, 1L));
  }

  @ParameterizedTest
  @EnumSource
  void everyRowStaysOnceWhetherItHasADuplicateOrNoKeyOrNoTime(AsOf asOf) {
    history("('ann', 5, NULL, 7L), ('ann', 5, NULL, 7L), (NULL, 5, NULL, 8L)");
    loans("(1, 'ann', 5), (1, 'ann', 5), (2, NULL, 5), (3, 'ann', NULL), (4, 'eve', 5)");
    assertThat(values(asOf, view(0)))
        .containsExactlyInAnyOrder(
            value(1, 7L), value(1, 7L), value(2, null), value(3, null), value(4, null));
  }

  @ParameterizedTest
  @EnumSource
  void aRowBeforeAnyValueGetsNone(AsOf asOf) {
    history("('ann', 5, NULL, 7L), ('ann', 6, NULL, 8L)");
    loans("(1, 'ann', 4), (2, 'ann', 0)");
    assertThat(values(asOf, view(0))).containsExactlyInAnyOrder(value(1, null), value(2, null));
  }

  @ParameterizedTest
  @EnumSource
  void aNewestValueThatIsNullIsTheValue(AsOf asOf) {
    history("('ann', 5, NULL, 7L), ('ann', 6, NULL, NULL)");
    loans("(1, 'ann', 9)");
    assertThat(values(asOf, view(0))).containsExactly(value(1, null));
  }

  @ParameterizedTest
  @EnumSource
  void sourcesHaveTheirOwnNamesForKeysTimesAndFeatures(AsOf asOf) {
    history("('ann', 5, 6, 1L), ('ann', 5, 7, 2L)");
    loans("(1, 'ann', 5)");
    DataSource source =
        source(
            "SELECT person AS wer, event_timestamp AS wann, made AS angelegt, value AS `der Wert`"
                + " FROM ("
                + PLAIN
                + ")",
            "made",
            Map.of(
                "wer",
                "person",
                "wann",
                "event_timestamp",
                "angelegt",
                "made",
                "der Wert",
                "value"));
    assertThat(values(asOf, view(0, source, List.of("person")))).containsExactly(value(1, 2L));
  }

  @ParameterizedTest
  @EnumSource
  void threeKeysMustAllBeEqual(AsOf asOf) {
    history("('ann', 5, NULL, 1L)");
    loans("(1, 'ann', 5), (2, 'bob', 5)");
    String columns = ", person AS second, IF(person = 'ann', 'x', 'y') AS third";
    FeatureView view =
        view(
            0,
            source("SELECT *" + columns + " FROM (" + PLAIN + ")", "made", Map.of()),
            List.of("person", "second", "third"));
    spark
        .sql(
            "SELECT *"
                + columns
                + " FROM rule_loans UNION ALL"
                + " SELECT 3, 'ann', event_timestamp, 'ann', 'y' FROM rule_loans WHERE id = 1")
        .createOrReplaceTempView("rule_loans");
    assertThat(values(asOf, view))
        .containsExactlyInAnyOrder(value(1, 1L), value(2, null), value(3, null));
  }

  @ParameterizedTest
  @EnumSource
  void columnsOfTheLoansThatTheSourceHasTooPassUnchanged(AsOf asOf) {
    history("('ann', 5, 6, 1L)");
    loans("(1, 'ann', 7)");
    spark
        .sql("SELECT *, 'mine' AS made, t + 1 AS event_time FROM rule_loans, (SELECT 41 AS t)")
        .createOrReplaceTempView("rule_loans");
    assertThat(join(asOf, view(0)).select("made", "event_time", "t", "value").collectAsList())
        .containsExactly(RowFactory.create("mine", 42, 41, 1L));
  }

  private List<Row> values(AsOf asOf, FeatureView view) {
    return join(asOf, view).select("id", "value").collectAsList();
  }

  private Dataset<Row> join(AsOf asOf, FeatureView view) {
    JoinedFeatures joined =
        new HistoricalFeatures(
                source -> SourceTable.of(spark.sql(((SparkLocation) source.location()).query())),
                false,
                filterByCreatedTimestamp,
                AsOfJoin.of(asOf, spark))
            .join(
                Spine.read(spark, "rule_loans", Set.of()),
                new SpineExtent(spark.table("rule_loans").count(), TIMES),
                List.of(new FeatureViewProjection(view, "", view.features(), Map.of())));
    return joined.rows().select(joined.columns().toArray(Column[]::new));
  }

  private void loans(String values) {
    spark
        .sql(
            "SELECT id, person, timestamp_micros(t) AS event_timestamp FROM VALUES "
                + values
                + " AS loans(id, person, t)")
        .createOrReplaceTempView("rule_loans");
  }

  private void history(String values) {
    spark
        .sql("SELECT * FROM VALUES " + values + " AS history(person, t, made, value)")
        .createOrReplaceTempView("rule_history");
  }

  private static Row value(int id, Long value) {
    return RowFactory.create(id, value);
  }

  private static FeatureView view(long ttlMicros) {
    return view(ttlMicros, source(PLAIN, "made", Map.of()), List.of("person"));
  }

  private static FeatureView view(long ttlMicros, DataSource source, List<String> joinKeys) {
    return FeatureViews.view(
        "history",
        Duration.of(ttlMicros, ChronoUnit.MICROS),
        joinKeys.stream().map(key -> new Field(key, ValueType.STRING)).toList(),
        source,
        List.of(new Field("value", ValueType.INT64)));
  }

  private static DataSource source(String query, String created, Map<String, String> mapping) {
    return new DataSource(
        "history",
        new SparkLocation("", query, "", "", ""),
        "event_timestamp",
        created,
        "",
        mapping,
        "",
        Map.of(),
        "");
  }
}
