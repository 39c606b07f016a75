package dev.larder.asof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedSpark;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannedQueryTest {
  private static final String BROADCAST = "spark.sql.autoBroadcastJoinThreshold";
  private static final String AQE = "spark.sql.adaptive.enabled";

  private final SparkSession spark = SharedSpark.session().newSession();

  @TempDir private Path directory;
  private String folder;

  @BeforeEach
  void shuffle() {
    spark.conf().set(BROADCAST, "-1");
    folder = directory.resolve("rows").toString();
  }

  @Test
  void onlyTheFilesOfTheWantedPartitionsCount() {
    spark.range(100).selectExpr("id", "id % 4 AS part").write().partitionBy("part").parquet(folder);
    Dataset<Row> rows = spark.read().parquet(folder).where("part = 2").select("id");
    PlannedQuery plan = PlannedQuery.of(rows);
    assertThat(plan.files()).isEqualTo(rows.inputFiles().length / 4).isPositive();
    assertThat(plan.bytes()).isEqualTo(bytes(new File(folder, "part=2")));
    assertThat(plan.exchanges()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aJoinsExchangesAreEstimatedByTheRowsOfItsSpine(boolean adaptive) {
    spark.conf().set(AQE, Boolean.toString(adaptive));
    spark.range(1000).selectExpr("id AS k", "id AS t", "id AS other").write().parquet(folder);
    Dataset<Row> rows = spark.read().parquet(folder);
    Dataset<Row> twice = join(rows, match(rows, "k", "a"), match(rows, "other", "b"));
    List<PlannedExchange> exchanges = PlannedQuery.of(twice).exchanges();
    assertThat(exchanges)
        .as("one of the spine and one of the table's winners for each key")
        .hasSize(4)
        .allSatisfy(
            exchange -> {
              assertThat(exchange.broadcast()).isFalse();
              assertThat(exchange.partitions()).isEqualTo(4);
              assertThat(exchange.inputs()).containsExactly("file:" + folder);
              assertThat(exchange.estimatedBytes())
                  .isBetween(bytes(new File(folder)) / 2, 2 * bytes(new File(folder)));
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void smallTablesAreBroadcast(boolean adaptive) {
    spark.conf().set(AQE, Boolean.toString(adaptive));
    spark.conf().set(BROADCAST, "10MB");
    Dataset<Row> rows = spark.range(10).selectExpr("id AS k", "id AS t");
    assertThat(PlannedQuery.of(join(rows, match(rows, "k", "a"))).exchanges())
        .as("80 bytes of rows of 16, which become rows of 32")
        .containsExactly(new PlannedExchange(true, List.of("Range"), 1, 160L));
  }

  @Test
  void whatSparkOnlyGuessesIsUnknown() {
    Dataset<Row> rows = spark.range(10).selectExpr("id AS k", "id AS t");
    Dataset<Row> joined = rows.join(rows.withColumnRenamed("t", "other"), "k");
    assertThat(PlannedQuery.of(joined.repartition(3, functions.col("t"))).exchanges())
        .as("both sides are one")
        .hasSize(2)
        .first()
        .isEqualTo(new PlannedExchange(false, List.of("Range"), 3, null));
    Dataset<Row> unsized = spark.createDataFrame(rows.toJavaRDD(), rows.schema());
    assertThat(PlannedQuery.of(unsized.repartition(3)).exchanges())
        .extracting(PlannedExchange::estimatedBytes)
        .containsOnlyNulls();
  }

  private static Dataset<Row> join(Dataset<Row> spine, AsOfMatch... matches) {
    return OperatorAsOf.join(new AsOfSpine(spine, "t", spine.count()), List.of(matches));
  }

  private static AsOfMatch match(Dataset<Row> rows, String key, String output) {
    Dataset<Row> table = rows.withColumn("made", functions.col("t"));
    return new AsOfMatch(
        new AsOfTable(table, List.of("k"), "t", "made", List.of("made")),
        List.of(key),
        false,
        List.of(output));
  }

  private static long bytes(File folder) {
    long bytes = 0;
    for (File file : folder.listFiles((dir, name) -> name.startsWith("part-"))) {
      bytes += file.length();
    }
    return bytes;
  }
}
