package dev.larder.offline;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.FeatureStoreConfig;
import org.apache.spark.sql.SparkSession;

/** Where the rows of data sources are read from, until it is closed. */
@FunctionalInterface
public interface OfflineStore extends AutoCloseable {
  /**
   * Looks at a source.
   *
   * @throws UserException where it is missing, broken, or of a kind that is not read
   */
  SourceTable open(DataSource source);

  /**
   * Makes sure that a source has rows at all: one without any is a mistake, a range without one is
   * not.
   *
   * @throws UserException where it has none
   */
  default void requireRows(DataSource source) {
    if (open(source).isEmpty()) {
      throw new UserException("data source " + source.name(), "It has no rows at all.");
    }
  }

  /** Removes what was staged for the rows: they cannot be read any more. */
  @Override
  default void close() {}

  /**
   * This store, which looks at each source once: what is opened again has the files and columns of
   * the first time.
   */
  default OfflineStore remembering() {
    return new RememberingOfflineStore(this);
  }

  /**
   * The store of a feature repository: each source is read as its own kind asks, whatever {@code
   * offline_store.type} says.
   */
  static OfflineStore of(SparkSession spark, FeatureStoreConfig config) {
    return new RepositoryOfflineStore(spark, config);
  }
}
