package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.asof.AsOf;
import dev.larder.asof.AsOfJoin;
import dev.larder.asof.Plans;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.historical.JoinedFeatures.Matches;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.SourceTable;
import dev.larder.offline.TimeRange;
import dev.larder.testing.FeatureViews;
import dev.larder.testing.SharedSpark;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoricalFeaturesTest {
  private static final TimeRange TIMES =
      new TimeRange(Instant.parse("2021-01-01T00:00:00Z"), Instant.parse("2021-12-31T00:00:00Z"));
  private static final SpineExtent EXTENT = new SpineExtent(5, TIMES);

  private final SparkSession spark = SharedSpark.session();

  /** Histories of two people: pulls were 1, then 2 from June on. */
  private final FeatureView history =
      view(
          "history",
          Duration.ofDays(365),
          List.of(new Field("person", ValueType.STRING)),
          "SELECT * FROM VALUES"
              + " ('ann', TIMESTAMP'2021-01-01 00:00:00Z', 1L, 10.5D),"
              + " ('ann', TIMESTAMP'2021-06-01 00:00:00Z', 2L, 20.5D),"
              + " ('bob', TIMESTAMP'2020-12-31 00:00:00Z', 7L, 70.5D)"
              + " AS t(person, event_timestamp, pulls, `due.now`)",
          new Field("pulls", ValueType.INT64),
          new Field("due.now", ValueType.FLOAT));

  @BeforeEach
  void loans() {
    spark
        .sql(
            "SELECT * FROM VALUES"
                + " (1, 'ann', 'bob', TIMESTAMP'2021-05-31 23:59:59.999999Z'),"
                + " (2, 'ann', NULL, TIMESTAMP'2021-06-01 00:00:00Z'),"
                + " (2, 'ann', NULL, TIMESTAMP'2021-06-01 00:00:00Z'),"
                + " (3, 'eve', 'ann', TIMESTAMP'2021-06-01 00:00:00Z'),"
                + " (4, 'bob', 'bob', TIMESTAMP'2021-12-31 00:00:00Z')"
                + " AS t(`loan id`, person, co_signer, event_timestamp)")
        .createOrReplaceTempView("historical_loans");
  }

  @Test
  void keepsEveryRowAndColumnOfTheSpineAndAddsTheFeatures() {
    Dataset<Row> result = join(false, whole(history));
    assertThat(result.columns())
        .containsExactly("loan id", "person", "co_signer", "event_timestamp", "pulls", "due.now");
    assertThat(result.select("`loan id`", "pulls", "`due.now`").collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create(1, 1L, 10.5f),
            RowFactory.create(2, 2L, 20.5f),
            RowFactory.create(2, 2L, 20.5f),
            RowFactory.create(3, null, null),
            RowFactory.create(4, 7L, 70.5f));
  }

  @Test
  void joinsOneViewTwiceByOtherColumnsUnderAnAlias() {
    FeatureViewProjection coSigner =
        new FeatureViewProjection(
            history, "co_signer", List.of(history.feature("pulls")), Map.of("person", "co_signer"));
    Dataset<Row> result = join(true, whole(history), coSigner);
    assertThat(
            result
                .select("`loan id`", "history__pulls", "co_signer__pulls")
                .distinct()
                .collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create(1, 1L, 7L),
            RowFactory.create(2, 2L, null),
            RowFactory.create(3, null, 2L),
            RowFactory.create(4, 7L, 7L));
  }

  @Test
  void joinsAViewWithoutEntitiesByTimeAlone() {
    FeatureView rates =
        view(
            "rates",
            Duration.ZERO,
            List.of(),
            "SELECT TIMESTAMP'2021-06-01 00:00:00Z' AS event_timestamp, 3 AS rate",
            new Field("rate", ValueType.INT64));
    assertThat(join(false, whole(rates)).select("`loan id`", "rate").distinct().collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create(1, null),
            RowFactory.create(2, 3L),
            RowFactory.create(3, 3L),
            RowFactory.create(4, 3L));
  }

  @Test
  void viewsWithTheSameJoinKeysShareOneExchangeOfTheEntityRows() {
    FeatureViewProjection coSigner =
        new FeatureViewProjection(
            history, "co_signer", history.features(), Map.of("person", "co_signer"));
    FeatureViewProjection again =
        new FeatureViewProjection(history, "again", history.features(), Map.of());
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    try {
      Dataset<Row> result = join(true, whole(history), coSigner, again);
      assertThat(Plans.exchanges(result)).isEqualTo(2 + 3);
      assertThat(result.where("NOT history__pulls <=> again__pulls").count()).isZero();
      assertThat(result.count()).isEqualTo(5);
    } finally {
      spark.conf().unset("spark.sql.autoBroadcastJoinThreshold");
    }
  }

  @Test
  void countsRowsAndMatches() {
    JoinedFeatures joined =
        new HistoricalFeatures(store(), false, false, AsOfJoin.of(AsOf.SQL, spark))
            .join(Spine.read(spark, "historical_loans", Set.of()), EXTENT, List.of(whole(history)));
    RowTally tally = joined.tally();
    assertThat(joined.tallied(tally).collectAsList()).hasSize(5);
    assertThat(joined.counts(tally).rows()).isEqualTo(5);
    assertThat(joined.counts(tally).matches()).containsExactly(new Matches(4, 0, 1));
  }

  @Test
  void joinsByTwoKeysThatMustBothBeEqual() {
    FeatureView pairs =
        view(
            "pairs",
            Duration.ZERO,
            List.of(
                new Field("person", ValueType.STRING), new Field("co_signer", ValueType.STRING)),
            "SELECT * FROM VALUES"
                + " ('ann', 'bob', TIMESTAMP'2021-01-01 00:00:00Z', 1L),"
                + " ('ann', NULL, TIMESTAMP'2021-01-01 00:00:00Z', 2L),"
                + " ('bob', 'ann', TIMESTAMP'2021-01-01 00:00:00Z', 3L),"
                + " ('bob', 'bob', TIMESTAMP'2021-01-01 00:00:00Z', 4L)"
                + " AS t(person, co_signer, event_timestamp, loans)",
            new Field("loans", ValueType.INT64));
    assertThat(join(false, whole(pairs)).select("`loan id`", "loans").distinct().collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create(1, 1L),
            RowFactory.create(2, null),
            RowFactory.create(3, null),
            RowFactory.create(4, 4L));
  }

  @Test
  void showsNothingOfARowThatIsOneMicrosecondTooLate() {
    FeatureView late =
        view(
            "late",
            Duration.ZERO,
            List.of(new Field("person", ValueType.STRING)),
            "SELECT person, event_timestamp + INTERVAL '0.000001' SECOND AS event_timestamp,"
                + " 1L AS leak FROM historical_loans WHERE `loan id` <> 1",
            new Field("leak", ValueType.INT64));
    assertThat(join(false, whole(late)).where("leak IS NOT NULL").collectAsList()).isEmpty();
  }

  @Test
  void takesNamesThatSqlWouldNotTake() {
    FeatureView odd =
        view(
            "größe select.",
            Duration.ZERO,
            List.of(new Field("person", ValueType.STRING)),
            "SELECT 'ann' AS person, TIMESTAMP'2021-01-01 00:00:00Z' AS event_timestamp,"
                + " 1L AS `from`, 2L AS `a``b`, 3L AS `日 本`",
            new Field("from", ValueType.INT64),
            new Field("a`b", ValueType.INT64),
            new Field("日 本", ValueType.INT64));
    Dataset<Row> result = join(true, whole(odd)).where("`loan id` = 1");
    assertThat(result.columns())
        .endsWith("größe select.__from", "größe select.__a`b", "größe select.__日 本");
    assertThat(result.head().getLong(6)).isEqualTo(3L);
  }

  @Test
  void everyTypeOfValueComesOutInTheParquetFiles(@TempDir Path directory) {
    Map<ValueType, String> literals =
        Map.of(
            ValueType.BYTES, "X'00ff'",
            ValueType.STRING, "'ä'",
            ValueType.INT32, "-1",
            ValueType.INT64, "9007199254740993L",
            ValueType.DOUBLE, "0.1D",
            ValueType.FLOAT, "0.5F",
            ValueType.BOOL, "true",
            ValueType.UNIX_TIMESTAMP, "TIMESTAMP'1969-12-31 23:59:58Z'");
    StringBuilder query = new StringBuilder("SELECT person, event_timestamp");
    List<Field> features = new ArrayList<>();
    for (ValueType type : ValueType.supported()) {
      String literal = literals.get(type.element());
      query.append(", ").append(type.isList() ? "array(" + literal + ", NULL)" : literal);
      query.append(" AS ").append(type);
      features.add(new Field(type.name(), type));
    }
    query.append(" FROM (SELECT 'ann' AS person, TIMESTAMP'2021-01-01 00:00:00Z' event_timestamp)");
    FeatureView typed =
        view(
            "typed",
            Duration.ZERO,
            List.of(new Field("person", ValueType.STRING)),
            query.toString(),
            features.toArray(Field[]::new));
    String output = directory.resolve("out").toString();
    join(false, whole(typed)).write().parquet(output);
    Dataset<Row> rows = spark.read().parquet(output).drop("person", "co_signer", "event_timestamp");
    assertThat(rows.where("`loan id` = 1").drop("loan id").toJSON().head())
        .isEqualTo(
            """
            {"BYTES":"AP8=","STRING":"ä","INT32":-1,"INT64":9007199254740993,"DOUBLE":0.1,\
            "FLOAT":0.5,"BOOL":true,"UNIX_TIMESTAMP":"1969-12-31T23:59:58.000Z",\
            "BYTES_LIST":["AP8=",null],"STRING_LIST":["ä",null],"INT32_LIST":[-1,null],\
            "INT64_LIST":[9007199254740993,null],"DOUBLE_LIST":[0.1,null],\
            "FLOAT_LIST":[0.5,null],"BOOL_LIST":[true,null],\
            "UNIX_TIMESTAMP_LIST":["1969-12-31T23:59:58.000Z",null]}""");
    assertThat(rows.where("`loan id` = 3").drop("loan id").toJSON().head()).isEqualTo("{}");
    assertThat(rows.schema().simpleString())
        .endsWith(
            "BYTES:binary,STRING:string,INT32:int,INT64:bigint,DOUBLE:double,FLOAT:float,"
                + "BOOL:boolean,UNIX_TIMESTAMP:timestamp,BYTES_LIST:array<binary>,"
                + "STRING_LIST:array<string>,INT32_LIST:array<int>,INT64_LIST:array<bigint>,"
                + "DOUBLE_LIST:array<double>,FLOAT_LIST:array<float>,BOOL_LIST:array<boolean>,"
                + "UNIX_TIMESTAMP_LIST:array<timestamp>>");
  }

  @Test
  void readsASourceWithDatePartitionsFromTheTtlOnAndOthersWhole() {
    Instant start = TIMES.start().minus(history.ttl());
    DataSource source =
        new DataSource(
            "partitioned",
            history.source().location(),
            "event_timestamp",
            "",
            "day",
            Map.of(),
            "",
            Map.of(),
            "");
    FeatureView partitioned =
        FeatureViews.view(
            "partitioned", history.ttl(), history.entityColumns(), source, history.features());
    assertThat(HistoricalFeatures.eventTimes(partitioned, TIMES))
        .isEqualTo(new TimeRange(start, TIMES.end()));
    assertThat(HistoricalFeatures.eventTimes(history, TIMES))
        .isEqualTo(new TimeRange(null, TIMES.end()));
  }

  @Test
  void twoFeaturesOfOneNameNameBothViews() {
    FeatureViewProjection coSigner =
        new FeatureViewProjection(
            history, "co_signer", history.features(), Map.of("person", "co_signer"));
    assertThatThrownBy(() -> join(false, whole(history), coSigner))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "feature view history: 'pulls' would be both a feature of history and a feature of"
                + " history as co_signer; --full-feature-names keeps them apart.");
    assertThatThrownBy(() -> join(true, coSigner, coSigner))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "feature view history: 'co_signer__pulls' would be both a feature of history as"
                + " co_signer and a feature of history as co_signer; another alias keeps them"
                + " apart.");
  }

  @Test
  void aFeatureWithTheNameOfAColumnOfTheEntityRowsNamesItsView() {
    FeatureView loans =
        view(
            "loans",
            Duration.ZERO,
            List.of(),
            "SELECT TIMESTAMP'2021-06-01 00:00:00Z' AS event_timestamp, 3 AS `Loan ID`",
            new Field("Loan ID", ValueType.INT64));
    assertThatThrownBy(() -> join(false, whole(loans)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "feature view loans: 'Loan ID' would be both a column of the entity rows and a feature"
                + " of loans; --full-feature-names keeps them apart.");
  }

  @Test
  void refusesANegativeTtlThatARegistryHolds() {
    FeatureView negative =
        view(
            "negative",
            Duration.ofDays(-1),
            history.entityColumns(),
            "SELECT 'ann' AS person, now() AS event_timestamp, 1L AS pulls",
            new Field("pulls", ValueType.INT64));
    assertThatThrownBy(() -> join(false, whole(negative)))
        .isInstanceOf(UserException.class)
        .hasMessage("feature view negative: Its ttl is PT-24H; expected 0 for no limit, or more.");
  }

  @Test
  void namesAMissingJoinKey() {
    FeatureViewProjection other =
        new FeatureViewProjection(history, "", history.features(), Map.of("person", "cosigner"));
    assertThatThrownBy(() -> join(false, other))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "--entity-df: There is no column 'cosigner', a join key of feature view history."
                + " Did you mean 'co_signer'?");
  }

  private Dataset<Row> join(boolean fullFeatureNames, FeatureViewProjection... projections) {
    JoinedFeatures joined =
        new HistoricalFeatures(store(), fullFeatureNames, false, AsOfJoin.of(AsOf.OPERATOR, spark))
            .join(Spine.read(spark, "historical_loans", Set.of()), EXTENT, List.of(projections));
    return joined.tallied(joined.tally());
  }

  private OfflineStore store() {
    return source -> SourceTable.of(spark.sql(((SparkLocation) source.location()).query()));
  }

  private static FeatureViewProjection whole(FeatureView view) {
    return new FeatureViewProjection(view, "", view.features(), Map.of());
  }

  private static FeatureView view(
      String name, Duration ttl, List<Field> joinKeys, String query, Field... features) {
    DataSource source =
        FeatureViews.source(
            name, new SparkLocation("", query, "", "", ""), "event_timestamp", Map.of());
    return FeatureViews.view(name, ttl, joinKeys, source, List.of(features));
  }
}
