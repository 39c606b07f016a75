package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.materialization.ReadTally.Counts;
import dev.larder.testing.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class ReadTallyTest {
  @Test
  void rowsThatAreReadAgainAreCountedOnce() {
    SparkSession spark = SharedSpark.session();
    ReadTally read = new ReadTally();
    Dataset<Row> rows =
        spark
            .range(0, 1000, 1, 7)
            .selectExpr("IF(id % 10 = 0, NULL, id) AS k0")
            .where(read.counted(functions.col("k0").isNotNull(), spark));
    for (int i = 0; i < 2; i++) {
      assertThat(rows.toJavaRDD().count()).isEqualTo(900);
      assertThat(read.value()).isEqualTo(new Counts(1000, 100));
    }
  }
}
