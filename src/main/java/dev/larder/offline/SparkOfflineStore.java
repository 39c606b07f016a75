package dev.larder.offline;

import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.SparkLocation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables of Spark's catalog, Spark SQL queries, and paths with a file format. */
final class SparkOfflineStore implements OfflineStore {
  private final SparkSession spark;
  private final FileOfflineStore files;

  SparkOfflineStore(SparkSession spark, FileOfflineStore files) {
    this.spark = spark;
    this.files = files;
  }

  @Override
  public SourceTable open(DataSource source) {
    return SourceTable.of(load(source));
  }

  private Dataset<Row> load(DataSource source) {
    SparkLocation location = (SparkLocation) source.location();
    String where = "data source " + source.name();
    if (!location.path().isEmpty() && location.fileFormat().equals("parquet")) {
      return files.load(location.path(), where);
    }
    return SparkErrors.translate(
        where,
        () -> {
          if (!location.table().isEmpty()) {
            return spark.table(location.table());
          }
          return location.query().isEmpty()
              ? spark.read().format(location.fileFormat()).load(location.path())
              : spark.sql(location.query());
        });
  }
}
