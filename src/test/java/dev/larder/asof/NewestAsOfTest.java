package dev.larder.asof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewestAsOfTest {
  private static final Column PLACE = functions.expr("coalesce(length(k), 0) % 7");

  private final SparkSession spark = SharedSpark.session().newSession();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneExchangeBringsKeysTogetherAndPlacesThem(boolean adaptive) {
    spark.conf().set("spark.sql.adaptive.enabled", Boolean.toString(adaptive));
    Dataset<Row> newest = NewestAsOf.perKey(table(5_000, "f1"), PLACE, 3);
    assertSameAsSql(newest, table(5_000, "f1"));
    assertThat(Plans.exchanges(newest)).isEqualTo(1);
    assertThat(Plans.nodes(newest).filter(NewestPerKeyExec.class::isInstance)).hasSize(2);
    assertThat(newest.rdd().getNumPartitions()).isEqualTo(3);
  }

  @Test
  void withoutAnExchangeOfTheCallersItBringsKeysTogetherItself() {
    spark.conf().set("spark.sql.adaptive.enabled", false);
    AsOfTable table = table(1_000, "f1");
    Dataset<Row> newest = NewestAsOf.newest(table, false);
    assertSameAsSql(newest, table);
    assertThat(Plans.exchanges(newest)).isEqualTo(1);
  }

  @Test
  void fewerRowsAreMovedThanRead() {
    AsOfTable table = table(5_000, "f1");
    assertThat(NewestAsOf.newest(table, true).count())
        .isBetween(NewestAsOf.bySql(table, PLACE, 3).count(), 2_000L);
  }

  @Test
  void rowsThatDoNotFitAloneAreMovedAsTheyAre() {
    spark.conf().set(AsOfSettings.MAX_INDEX_BYTES, 800);
    assertThat(NewestAsOf.newest(table(500, "f1"), true).count()).isEqualTo(500);
  }

  /** First the keys are too many, then the rows too wide. */
  @ParameterizedTest
  @CsvSource({"32768,f1", "65536,'repeat(f1, 60)'"})
  void withLittleMemoryItWorksPartByPart(int bytes, String text) {
    spark.conf().set("spark.sql.adaptive.enabled", false);
    spark.conf().set(AsOfSettings.MAX_INDEX_BYTES, bytes);
    Dataset<Row> newest = NewestAsOf.byOperator(table(20_000, text), PLACE, 3);
    assertSameAsSql(newest, table(20_000, text));
    assertThat(Plans.spilledBytes(newest)).isPositive();
  }

  private static void assertSameAsSql(Dataset<Row> newest, AsOfTable table) {
    Dataset<Row> expected = NewestAsOf.bySql(table, PLACE, 3);
    assertThat(newest.columns()).containsExactly(expected.columns());
    assertThat(newest.collectAsList())
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(expected.collectAsList());
  }

  private AsOfTable table(int rows, String text) {
    Dataset<Row> table =
        spark
            .range(0, rows, 1, 2)
            .selectExpr(
                "nullif(concat('key ', id % 903), 'key 5') AS k",
                "id * 13 % 11 AS event_time",
                "nullif(id % 5, 0) AS created_time",
                "int(id % 3) AS f0",
                "repeat(string(id % 100), int(id % 9)) AS f1")
            .withColumn("f1", functions.expr(text));
    return new AsOfTable(table, List.of("k"), "event_time", "created_time", List.of("f0", "f1"));
  }
}
