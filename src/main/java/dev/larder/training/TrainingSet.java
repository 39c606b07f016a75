package dev.larder.training;

import dev.larder.UserException;
import dev.larder.historical.ManifestFile;
import dev.larder.historical.TrainingSetManifest;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** A training set as {@code get-historical-features} wrote it. */
record TrainingSet(String where, Dataset<Row> rows, TrainingSetManifest manifest) {
  /**
   * Opens a training set.
   *
   * @throws UserException where the directory holds none, or one without rows
   */
  static TrainingSet read(SparkSession spark, String directory) {
    TrainingSetManifest manifest = manifest(spark, directory);
    if (manifest.rows() == 0) {
      throw new UserException(directory, "The training set is empty: it has no rows.");
    }
    Dataset<Row> rows = rows(spark, directory);
    List<String> columns = Arrays.asList(rows.columns());
    List<String> described =
        manifest.columns().stream().map(TrainingSetManifest.Column::name).toList();
    if (!manifest.request().partitionBy().isEmpty()) {
      rows = typed(spark, directory, manifest, columns);
      columns = Arrays.asList(rows.columns());
    }
    if (!columns.equals(described)) {
      throw new UserException(
          directory,
          "The Parquet files have the columns "
              + String.join(", ", columns)
              + "; "
              + TrainingSetManifest.FILE_NAME
              + " says "
              + String.join(", ", described)
              + ".");
    }
    return new TrainingSet(directory, rows, manifest);
  }

  private static TrainingSetManifest manifest(SparkSession spark, String directory) {
    return ManifestFile.read(spark, new Path(directory, TrainingSetManifest.FILE_NAME))
        .orElseThrow(
            () ->
                new UserException(
                    directory,
                    "This is no training set: it has no file "
                        + TrainingSetManifest.FILE_NAME
                        + ". larder get-historical-features makes one."));
  }

  private static Dataset<Row> rows(SparkSession spark, String directory) {
    try {
      return spark.read().parquet(directory);
    } catch (Exception e) {
      // Spark throws its checked exceptions without declaring them.
      if (e instanceof AnalysisException) {
        throw new UserException(directory, "The training set has no Parquet files.", e);
      }
      throw new UserException(
          directory, "A Parquet file of the training set cannot be read: " + reason(e), e);
    }
  }

  /**
   * The rows with the types and in the order of the manifest: values that became folders' names
   * would else have the types that they look like, and stand last.
   */
  private static Dataset<Row> typed(
      SparkSession spark, String directory, TrainingSetManifest manifest, List<String> found) {
    StructType schema = new StructType();
    for (TrainingSetManifest.Column column : manifest.columns()) {
      if (found.contains(column.name())) {
        schema = schema.add(column.name(), DataType.fromDDL(column.type()));
      }
    }
    Dataset<Row> rows = spark.read().schema(schema).parquet(directory);
    return rows.select(
        Arrays.stream(schema.fieldNames())
            .map(name -> rows.col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new));
  }

  private static String reason(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("unreadable");
  }
}
