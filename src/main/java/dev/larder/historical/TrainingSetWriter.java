package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.offline.SparkErrors;
import java.io.OutputStream;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Writes a training set: Parquet files and their manifest, which appear together or not at all. */
final class TrainingSetWriter {
  private final OutputDirectory output;

  /**
   * A writer to a directory.
   *
   * @param overwrite whether what stands in the directory may be replaced
   * @throws UserException where the directory holds something and may not be overwritten, or
   *     something else than a training set
   */
  TrainingSetWriter(SparkSession spark, String output, boolean overwrite) {
    this.output = new OutputDirectory(spark, output, overwrite, TrainingSetManifest.FILE_NAME);
  }

  /**
   * Writes rows and manifest.
   *
   * @param manifest is asked for once the rows are written; its failure leaves no output
   */
  void write(Dataset<Row> rows, Supplier<TrainingSetManifest> manifest) {
    output.write(
        (fileSystem, directory) -> {
          SparkErrors.translate(
              "--output",
              () -> {
                rows.write().mode(SaveMode.ErrorIfExists).parquet(directory.toString());
                return null;
              });
          try (OutputStream out =
              fileSystem.create(new Path(directory, TrainingSetManifest.FILE_NAME))) {
            out.write(manifest.get().toJson());
          }
        });
  }
}
