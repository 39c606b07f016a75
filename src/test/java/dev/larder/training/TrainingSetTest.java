package dev.larder.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.historical.Manifests;
import dev.larder.historical.TrainingSetManifest;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.Request;
import dev.larder.historical.TrainingSetManifest.Role;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetTest {
  private final SparkSession spark = SharedSpark.session();

  @TempDir private Path directory;

  @Test
  void columnsThatAreFoldersKeepTheirPlaceTypeAndValues() throws IOException {
    Dataset<Row> rows =
        spark.sql(
            "SELECT * FROM VALUES"
                + " ('00501', 1L, TIMESTAMP'2021-01-01 00:00:00.000001', DATE'2021-01-01', 7),"
                + " ('1e3', -2L, TIMESTAMP'2021-01-01', DATE'2021-12-31', 8),"
                + " (NULL, NULL, NULL, NULL, 9),"
                + " ('2021-01-01', 3L, TIMESTAMP'1999-01-01 10:00', NULL, 10),"
                + " ('ü/ =%:', 3L, TIMESTAMP'1999-01-01 10:00', NULL, 11)"
                + " AS t(zip, `odd name.`, at, day, pulls)");
    List<String> folders = List.of("at", "zip", "odd name.", "day");
    rows.write()
        .mode("overwrite")
        .partitionBy(folders.toArray(String[]::new))
        .parquet(directory.toString());
    List<Column> columns =
        Arrays.stream(rows.schema().fields())
            .map(f -> new Column(f.name(), f.dataType().catalogString(), Role.ENTITY_ROW, null))
            .toList();
    TrainingSetManifest manifest =
        Manifests.of(
            new Request("loans", "service", List.of(), false, false, folders), "at", columns, 5);
    Files.write(directory.resolve(TrainingSetManifest.FILE_NAME), manifest.toJson());

    Dataset<Row> read = TrainingSet.read(spark, directory.toString()).rows();
    assertThat(read.schema().simpleString()).isEqualTo(rows.schema().simpleString());
    assertThat(read.collectAsList()).containsExactlyInAnyOrderElementsOf(rows.collectAsList());
  }
}
