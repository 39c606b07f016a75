package dev.larder.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.larder.historical.OutputDirectory;
import dev.larder.model.PortableModel;
import dev.larder.report.ModelCard;
import dev.larder.report.ModelCardPage;
import dev.larder.training.evaluation.Metrics;
import dev.larder.training.evaluation.ScoredRows;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What a training makes.
 *
 * @param metrics how good the model is, by part
 * @param card the page about it
 * @param scored all rows with their probabilities
 * @param mllib the model as MLlib has it, which takes the vectors of the portable model's encodings
 */
record ModelDirectory(
    PortableModel model,
    Map<String, Metrics> metrics,
    ModelCard card,
    Dataset<Row> scored,
    MLWritable mllib) {
  static final String METRICS = "metrics.json";
  static final String PREDICTIONS = "predictions.parquet";
  static final String MLLIB = "mllib";

  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** Publishes all of it, or nothing. */
  void write(OutputDirectory output) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(PortableModel.FILE_NAME, model.toJson());
    files.put(METRICS, json(metrics));
    files.put(ModelCardPage.FILE_NAME, new ModelCardPage(card).toHtml());
    output.write(
        (fileSystem, directory) -> {
          for (Map.Entry<String, byte[]> file : files.entrySet()) {
            writeFile(fileSystem, new Path(directory, file.getKey()), file.getValue());
          }
          writeOneFile(fileSystem, new Path(directory, PREDICTIONS), predictions());
          mllib.save(new Path(directory, MLLIB).toString());
        });
  }

  private Dataset<Row> predictions() {
    return scored.select(
        functions.col(ScoredRows.ROW_ID),
        functions.col(ScoredRows.EVENT_TIMESTAMP),
        functions.col(ScoredRows.SPLIT),
        functions.col(ScoredRows.LABEL).cast("int").as(ScoredRows.LABEL),
        functions.col(ScoredRows.PROBABILITY));
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
