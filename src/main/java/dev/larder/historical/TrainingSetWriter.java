package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.offline.SparkErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Writes a training set: Parquet files and their manifest, which appear together or not at all.
 * They are written beside the output, under a name that Spark's readers skip, and renamed at the
 * end.
 */
final class TrainingSetWriter {
  private static final String WHERE = "--output";

  private final FileSystem fileSystem;
  private final Path output;
  private final boolean overwrite;

  /**
   * A writer to a directory.
   *
   * @param overwrite whether what stands in the directory may be replaced
   * @throws UserException where the directory holds something and may not be overwritten
   */
  TrainingSetWriter(SparkSession spark, String output, boolean overwrite) {
    this.overwrite = overwrite;
    try {
      Path path = new Path(output);
      this.fileSystem = path.getFileSystem(spark.sessionState().newHadoopConf());
      this.output = fileSystem.makeQualified(path);
      if (!overwrite && !isEmpty()) {
        throw new UserException(
            WHERE, "'" + output + "' is not empty; --overwrite replaces what is in it.");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(WHERE, "Cannot write to '" + output + "': " + e.getMessage(), e);
    }
  }

  /**
   * Writes rows and manifest.
   *
   * @param manifest is asked for once the rows are written; its failure leaves no output
   */
  void write(Dataset<Row> rows, Supplier<TrainingSetManifest> manifest) {
    Path staging = new Path(output.getParent(), "." + output.getName() + "-" + UUID.randomUUID());
    try {
      SparkErrors.translate(
          WHERE,
          () -> {
            rows.write().mode(SaveMode.ErrorIfExists).parquet(staging.toString());
            return null;
          });
      try (OutputStream out = fileSystem.create(new Path(staging, TrainingSetManifest.FILE_NAME))) {
        out.write(manifest.get().toJson());
      }
      publish(staging);
    } catch (IOException e) {
      throw new UserException(WHERE, "Cannot write to '" + output + "': " + e.getMessage(), e);
    } finally {
      discard(staging);
    }
  }

  private void publish(Path staging) throws IOException {
    if (overwrite || isEmpty()) {
      fileSystem.delete(output, true);
    }
    if (fileSystem.exists(output) || !fileSystem.rename(staging, output)) {
      throw new UserException(WHERE, "'" + output + "' came into being while the rows were read.");
    }
  }

  private void discard(Path staging) {
    try {
      fileSystem.delete(staging, true);
    } catch (IOException e) {
      // The outcome stands without it: a reader never sees the hidden directory.
    }
  }

  private boolean isEmpty() throws IOException {
    try {
      return fileSystem.getFileStatus(output).isDirectory()
          && fileSystem.listStatus(output).length == 0;
    } catch (FileNotFoundException e) {
      return true;
    }
  }
}
