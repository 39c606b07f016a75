package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.asof.AsOf;
import dev.larder.historical.HistoricalFeaturesJob.Request;
import dev.larder.historical.HistoricalFeaturesJob.Result;
import dev.larder.registry.FeatureRepository;
import dev.larder.testing.GoldenRepository;
import dev.larder.testing.SharedData;
import dev.larder.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The training set is, value for value, what the real Feast made from the same tables. */
class GoldenHistoricalFeaturesTest {
  @TempDir private Path repositoryDirectory;
  @TempDir private Path output;

  @ParameterizedTest
  @EnumSource
  void joinsWhatFeastJoined(AsOf asOf) {
    SparkSession spark = SharedSpark.session();
    Dataset<Row> expected =
        spark
            .read()
            .parquet(SharedData.path("golden/credit_scoring_v3/historical.parquet").toString());
    spark
        .read()
        .parquet(SharedData.path("data/loan_table.parquet").toString())
        .drop("created_timestamp")
        .createOrReplaceTempView("golden_loans");
    FeatureRepository repository =
        GoldenRepository.fromRegistry(repositoryDirectory, "credit_scoring_v3", "localhost:6379");
    Result result =
        new HistoricalFeaturesJob(
                spark,
                repository.config(),
                repository.registry().load(),
                new Request(
                    "golden_loans",
                    "credit_model",
                    List.of(),
                    false,
                    false,
                    output.toString(),
                    false,
                    asOf))
            .run();
    assertThat(result.rows()).isEqualTo(28_638);
    assertThat(result.features()).isEqualTo(15);

    Dataset<Row> trainingSet = spark.read().parquet(output.toString());
    assertThat(trainingSet.columns()).containsExactly(expected.columns());
    assertThat(trainingSet.count()).isEqualTo(28_638);
    assertThat(trainingSet.exceptAll(expected).isEmpty()).isTrue();
    assertThat(expected.exceptAll(trainingSet).isEmpty()).isTrue();
  }
}
