package dev.larder.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.larder.historical.OutputDirectory;
import dev.larder.model.PortableModel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes what a training makes: the model, its metrics, and its predictions of all rows. */
final class ModelDirectory {
  static final String METRICS = "metrics.json";
  static final String PREDICTIONS = "predictions.parquet";

  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private ModelDirectory() {}

  static void write(
      OutputDirectory output,
      PortableModel model,
      Map<String, Metrics> metrics,
      Dataset<Row> predictions) {
    byte[] metricsJson = json(metrics);
    output.write(
        (fileSystem, directory) -> {
          writeFile(fileSystem, new Path(directory, PortableModel.FILE_NAME), model.toJson());
          writeFile(fileSystem, new Path(directory, METRICS), metricsJson);
          writeOneFile(fileSystem, new Path(directory, PREDICTIONS), predictions);
        });
  }

  private static byte[] json(Map<String, Metrics> metrics) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(metrics);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Metrics are numbers", e);
    }
  }

  private static void writeFile(FileSystem fileSystem, Path file, byte[] bytes) throws IOException {
    try (OutputStream out = fileSystem.create(file)) {
      out.write(bytes);
    }
  }

  /** One file, since people open it with tools that take no folder of parts. */
  private static void writeOneFile(FileSystem fileSystem, Path file, Dataset<Row> rows)
      throws IOException {
    Path parts = file.suffix(".parts");
    rows.coalesce(1).write().parquet(parts.toString());
    FileStatus[] written =
        fileSystem.listStatus(parts, path -> path.getName().endsWith(".parquet"));
    if (written.length != 1 || !fileSystem.rename(written[0].getPath(), file)) {
      throw new IOException("Expected one file in " + parts + ", found " + written.length);
    }
    fileSystem.delete(parts, true);
  }
}
