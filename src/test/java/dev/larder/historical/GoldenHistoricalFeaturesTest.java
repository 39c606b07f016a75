package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.asof.AsOf;
import dev.larder.historical.HistoricalFeaturesJob.Request;
import dev.larder.offline.FileOfflineStore;
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
    String loanTable = SharedData.path("data/loan_table.parquet").toString();
    FeatureRepository repository =
        GoldenRepository.fromRegistry(repositoryDirectory, "credit_scoring_v3", "localhost:6379");
    TrainingSetManifest result =
        new HistoricalFeaturesJob(
                spark,
                repository.config(),
                repository.registry().load(),
                new Request(
                    loanTable,
                    "credit_model",
                    List.of(),
                    false,
                    false,
                    List.of(),
                    output.toString(),
                    false,
                    asOf))
            .run();
    assertThat(result.rows()).isEqualTo(28_638);
    assertThat(result.features()).hasSize(15);

    assertThat(result.entityRows().files()).hasSize(1);
    assertThat(result.featureViews()).hasSize(2).allMatch(v -> v.source().files().size() == 1);
    assertThat(result.times().start()).isLessThan(result.times().end());

    Dataset<Row> written = spark.read().parquet(output.toString());
    Dataset<Row> trainingSet = written.drop("created_timestamp");
    assertThat(trainingSet.columns()).containsExactly(expected.columns());
    assertThat(trainingSet.count()).isEqualTo(28_638);
    assertThat(trainingSet.exceptAll(expected).isEmpty()).isTrue();
    assertThat(expected.exceptAll(trainingSet).isEmpty()).isTrue();

    // Of the loan's created time Feast makes a column of the feature table's; here it passes.
    Dataset<Row> created = written.select("loan_id", "created_timestamp");
    Dataset<Row> loans =
        new FileOfflineStore(spark, "")
            .load(loanTable, "loans")
            .select("loan_id", "created_timestamp");
    assertThat(created.exceptAll(loans).isEmpty()).isTrue();
  }
}
