package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.historical.TrainingSetManifest.OutputFile;
import dev.larder.offline.SparkErrors;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Writes a training set: Parquet files and their manifest, which appear together or not at all. */
final class TrainingSetWriter {
  private final SparkSession spark;
  private final OutputDirectory output;

  /**
   * A writer to a directory.
   *
   * @param overwrite whether what stands in the directory may be replaced
   * @throws UserException where the directory holds something and may not be overwritten, or
   *     something else than a training set
   */
  TrainingSetWriter(SparkSession spark, String output, boolean overwrite) {
    this.spark = spark;
    this.output = new OutputDirectory(spark, output, overwrite, TrainingSetManifest.FILE_NAME);
  }

  /**
   * Writes rows and manifest.
   *
   * @param partitionBy columns whose values become folders; empty for none
   * @param seldomRepeated columns for which no dictionary is tried, which takes time
   * @param manifest is asked for once the rows are written; its failure leaves no output
   * @return the manifest
   */
  TrainingSetManifest write(
      Dataset<Row> rows,
      List<String> partitionBy,
      Set<String> seldomRepeated,
      Function<List<OutputFile>, TrainingSetManifest> manifest) {
    Partitioning partitioning = new Partitioning(partitionBy, rows.schema());
    AtomicReference<TrainingSetManifest> result = new AtomicReference<>();
    output.write(
        (fileSystem, directory) -> {
          SparkErrors.translate(
              "--output",
              () -> {
                partitioning
                    .observed(rows)
                    .write()
                    .options(withoutDictionary(seldomRepeated))
                    .mode(SaveMode.ErrorIfExists)
                    .partitionBy(partitionBy.toArray(String[]::new))
                    .parquet(directory.toString());
                return null;
              });
          partitioning.requireNoEmptyTexts();
          TrainingSetManifest written = manifest.apply(FileHashes.of(spark, fileSystem, directory));
          try (OutputStream out =
              fileSystem.create(new Path(directory, TrainingSetManifest.FILE_NAME))) {
            out.write(written.toJson());
          }
          result.set(written);
        });
    return result.get();
  }

  /** Parquet takes a dot for a field within a column. */
  private static Map<String, String> withoutDictionary(Set<String> columns) {
    return columns.stream()
        .filter(column -> !column.contains("."))
        .collect(
            Collectors.toMap(c -> ParquetOutputFormat.ENABLE_DICTIONARY + "#" + c, c -> "false"));
  }
}
