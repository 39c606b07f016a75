package dev.larder.offline;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.DataSource.OtherLocation;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.feature.FeatureStoreConfig;
import org.apache.spark.sql.SparkSession;

/** Hands each source to the store of its kind. */
final class RepositoryOfflineStore implements OfflineStore {
  private final FileOfflineStore files;
  private final SparkOfflineStore tables;
  private final RedshiftOfflineStore redshift;

  RepositoryOfflineStore(SparkSession spark, FeatureStoreConfig config) {
    files = new FileOfflineStore(spark, config.directory());
    tables = new SparkOfflineStore(spark, files);
    redshift = new RedshiftOfflineStore(spark, config);
  }

  @Override
  public SourceTable open(DataSource source) {
    if (source.location() instanceof FileLocation) {
      return DatePartitions.pruned(files.open(source), source);
    } else if (source.location() instanceof SparkLocation) {
      return DatePartitions.pruned(tables.open(source), source);
    } else if (source.location() instanceof RedshiftLocation) {
      return redshift.open(source);
    }
    throw new UserException(
        "data source " + source.name(),
        "Sources of the kind "
            + ((OtherLocation) source.location()).kind()
            + " cannot be read; expected a file, a Redshift or a Spark source.");
  }

  @Override
  public void close() {
    redshift.close();
  }
}
