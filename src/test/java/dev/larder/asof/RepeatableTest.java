package dev.larder.asof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatableTest {
  private final SparkSession spark = SharedSpark.session().newSession();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM range(9) WHERE id > 3 ORDER BY id",
        "SELECT * FROM VALUES (1, 'a'), (2, 'b')",
        "SELECT 1 AS id",
        "SELECT a.id, count(*), sum(b.id) FROM range(9) a JOIN range(5) b USING (id) GROUP BY a.id",
        "SELECT id FROM range(9) WHERE id IN (SELECT max(id) FROM range(5))",
        "WITH a AS (SELECT id FROM range(9)) SELECT * FROM a UNION ALL SELECT DISTINCT id FROM a",
        "SELECT id, count(*) OVER (PARTITION BY id % 2) FROM range(9)",
        "SELECT explode(sequence(1, id)) FROM range(9)",
      })
  void queriesOfRelationalAlgebraAreRepeatable(String query) {
    assertThat(Repeatable.isRepeatable(spark.sql(query))).isTrue();
  }

  @Test
  void filesTablesAndViewsAreRepeatable(@TempDir Path directory) {
    String path = directory.resolve("rows").toString();
    spark.range(9).write().parquet(path);
    assertThat(Repeatable.isRepeatable(spark.read().parquet(path))).isTrue();
    spark.read().parquet(path).where("id > 3").createOrReplaceTempView("view");
    assertThat(Repeatable.isRepeatable(spark.table("view"))).isTrue();
    assertThat(Repeatable.isRepeatable(spark.table("view").limit(3))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM range(9) LIMIT 3",
        "SELECT id FROM range(9) ORDER BY id % 2 LIMIT 3",
        "SELECT id FROM range(9) OFFSET 3",
        "SELECT id FROM (SELECT * FROM range(9)) TABLESAMPLE (50 PERCENT)",
        "SELECT id, row_number() OVER (ORDER BY id % 2) FROM range(9)",
        "SELECT id, sum(id) OVER (PARTITION BY id % 2 ORDER BY id % 3) FROM range(9)",
        "SELECT first(id) FROM range(9)",
        "SELECT any_value(id) FROM range(9) GROUP BY id % 2",
        "SELECT collect_list(id) FROM range(9)",
        "SELECT max_by(id, id % 2) FROM range(9)",
        "SELECT mode(id) FROM range(9)",
      })
  void choicesThatTiesLeaveOpenAreNotRepeatable(String query) {
    assertThat(Repeatable.isRepeatable(spark.sql(query))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM range(9) WHERE rand() < 0.5",
        "SELECT id FROM range(9) ORDER BY rand()",
        "SELECT uuid() FROM range(9)",
        "SELECT shuffle(array(1, 2)) FROM range(9)",
        "SELECT monotonically_increasing_id() FROM range(9)",
        "SELECT now() AS event_timestamp FROM range(9)",
        "SELECT id FROM range(9) WHERE current_date() > DATE'2021-01-01'",
        "WITH a AS (SELECT rand() AS r FROM range(9)) SELECT * FROM a",
      })
  void randomValuesAndTheCurrentTimeAreNotRepeatable(String query) {
    assertThat(Repeatable.isRepeatable(spark.sql(query))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM range(9) WHERE id IN (SELECT id FROM range(9) LIMIT 3)",
        "SELECT id, (SELECT first(id) FROM range(9)) FROM range(9)",
        "SELECT id FROM (SELECT id FROM range(9) LIMIT 3) JOIN range(9) USING (id)",
        "SELECT (SELECT now())",
      })
  void subqueriesAreLookedAtToo(String query) {
    assertThat(Repeatable.isRepeatable(spark.sql(query))).isFalse();
  }

  @Test
  void sourcesThatAreNoFilesAreNotRepeatable() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    assertThat(
            Repeatable.isRepeatable(
                spark.createDataFrame(
                    context.parallelize(List.of(RowFactory.create(1))),
                    StructType.fromDDL("id INT"))))
        .isFalse();
  }
}
