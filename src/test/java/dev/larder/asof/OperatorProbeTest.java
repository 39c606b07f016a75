package dev.larder.asof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class OperatorProbeTest {
  private final SparkSession spark = SharedSpark.session();

  @Test
  void thisSparkHasWhatTheOperatorNeeds() {
    assertThat(joinsByOperator(AsOfJoin.of(AsOf.OPERATOR, spark))).isTrue();
  }

  @Test
  void sqlNeedsNoOperator() {
    assertThat(joinsByOperator(AsOfJoin.of(AsOf.SQL, spark))).isFalse();
  }

  @Test
  void doesNotPassWhereSparkLacksAClass() {
    Runnable probe =
        () -> {
          throw new NoClassDefFoundError("org/apache/spark/Moved");
        };
    assertThat(OperatorProbe.passes(probe)).isFalse();
  }

  @Test
  void theProbeItselfPassesHere() {
    assertThat(OperatorProbe.passes(() -> OperatorProbe.run(spark))).isTrue();
  }

  @Test
  void aVendorsSparkIsProbed() {
    assertThat(OperatorProbe.isApacheRelease(OperatorProbe.jarOf(SparkSession.class))).isTrue();
    assertThat(
            OperatorProbe.isApacheRelease(
                "file:/usr/lib/spark/jars/spark-sql_2.12-3.5.6-amzn-1.jar"))
        .isFalse();
    assertThat(OperatorProbe.isApacheRelease("")).isFalse();
  }

  private boolean joinsByOperator(AsOfJoin join) {
    Dataset<Row> rows = spark.range(3).selectExpr("id AS k", "id AS t", "id AS made", "id AS f");
    Dataset<Row> joined =
        join.join(
            new AsOfSpine(rows, "t", 3),
            List.of(
                new AsOfMatch(
                    new AsOfTable(rows, List.of("k"), "t", "made", List.of("f")),
                    List.of("k"),
                    false,
                    List.of("found"))));
    assertThat(joined.where("found = k").count()).isEqualTo(3);
    return joined.queryExecution().sparkPlan().toString().contains("SlotJoin");
  }
}
