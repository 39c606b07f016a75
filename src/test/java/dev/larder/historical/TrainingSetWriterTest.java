package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.historical.TrainingSetManifest.OutputFile;
import dev.larder.historical.TrainingSetManifest.Request;
import dev.larder.offline.ParquetEncodings;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetWriterTest {
  private static final TrainingSetManifest MANIFEST =
      Manifests.of(
          new Request("t", "service", List.of(), false, false, List.of()), "t", List.of(), 3);

  private final SparkSession spark = SharedSpark.session();
  private final Dataset<Row> rows = spark.range(3).toDF("id");

  @TempDir private Path directory;

  @Test
  void writesRowsAndManifest() throws IOException {
    Path output = directory.resolve("new/training set");
    write(output, false);
    assertThat(spark.read().parquet(output.toString()).count()).isEqualTo(3);
    assertThat(
            TrainingSetManifest.parse(
                "test", Files.readAllBytes(output.resolve(TrainingSetManifest.FILE_NAME))))
        .isEqualTo(MANIFEST);
  }

  @Test
  void handsOverTheHashOfEachFile() throws Exception {
    Path output = directory.resolve("out");
    List<OutputFile> files = new ArrayList<>();
    new TrainingSetWriter(spark, output.toString(), false)
        .write(
            rows.repartition(2),
            List.of(),
            Set.of(),
            written -> {
              files.addAll(written);
              return MANIFEST;
            });
    assertThat(files).hasSize(2);
    for (OutputFile file : files) {
      byte[] bytes = Files.readAllBytes(output.resolve(file.path()));
      assertThat(file.bytes()).isEqualTo(bytes.length);
      assertThat(HexFormat.of().parseHex(file.sha256()))
          .isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
  }

  @Test
  void replacesOnlyWhenAskedTo() throws IOException {
    Path output = Files.createDirectory(directory.resolve("out"));
    Path old = Files.writeString(output.resolve("old"), "kept");
    assertThatThrownBy(() -> write(output, false))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not empty; --overwrite replaces what is in it.");
    assertThat(old).exists();
    Files.writeString(output.resolve(TrainingSetManifest.FILE_NAME), "{}");
    write(output, true);
    assertThat(old).doesNotExist();
    assertThat(spark.read().parquet(output.toString()).count()).isEqualTo(3);
  }

  @Test
  void neverReplacesWhatIsNoTrainingSet() throws IOException {
    Path output = Files.createDirectory(directory.resolve("home"));
    Path letter = Files.writeString(output.resolve("letter"), "kept");
    assertThatThrownBy(() -> write(output, true))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("it has no file _training_set.json, so even --overwrite does not");
    assertThat(letter).exists();
  }

  @Test
  void triesNoDictionaryOfColumnsThatSeldomRepeat() {
    Path output = directory.resolve("out");
    List<OutputFile> files = new ArrayList<>();
    new TrainingSetWriter(spark, output.toString(), false)
        .write(
            spark.range(1_000).selectExpr("id AS `Loan Id`", "id % 3 AS intent").coalesce(1),
            List.of(),
            Set.of("Loan Id", "no such column"),
            written -> {
              files.addAll(written);
              return MANIFEST;
            });
    assertThat(
            ParquetEncodings.withoutDictionary(
                spark, output.resolve(files.get(0).path()).toString()))
        .containsExactly("Loan Id");
  }

  @Test
  void leavesNothingBehindWhenItFails() throws IOException {
    Path output = directory.resolve("out");
    assertThatThrownBy(
            () ->
                new TrainingSetWriter(spark, output.toString(), false)
                    .write(
                        rows,
                        List.of(),
                        Set.of(),
                        files -> {
                          throw new UserException("source", "It has no rows at all.");
                        }))
        .hasMessage("source: It has no rows at all.");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  private void write(Path output, boolean overwrite) {
    new TrainingSetWriter(spark, output.toString(), overwrite)
        .write(rows, List.of(), Set.of(), files -> MANIFEST);
  }
}
