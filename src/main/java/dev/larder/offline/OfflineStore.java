package dev.larder.offline;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.DataSource.Location;
import dev.larder.feature.DataSource.OtherLocation;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.feature.FeatureStoreConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Where the rows of data sources are read from. */
@FunctionalInterface
public interface OfflineStore {
  /**
   * The rows of a source, with the columns and types that it has.
   *
   * @param range event times that are asked for; a store may leave out rows beyond it, to read less
   * @throws UserException where the source is missing, broken, or of a kind that is not read
   */
  Dataset<Row> load(DataSource source, TimeRange range);

  /**
   * Makes sure that a source has rows at all: one without any is a mistake, a range without one is
   * not.
   *
   * @throws UserException where it has none
   */
  default void requireRows(DataSource source) {
    if (load(source, TimeRange.ALL).isEmpty()) {
      throw new UserException("data source " + source.name(), "It has no rows at all.");
    }
  }

  /**
   * This store, which looks at each source once: what is loaded again has the files and columns of
   * the first time.
   */
  default OfflineStore remembering() {
    record Load(DataSource source, TimeRange range) {}
    Map<Load, Dataset<Row>> loaded = new HashMap<>();
    return (source, range) ->
        loaded.computeIfAbsent(new Load(source, range), load -> load(source, range));
  }

  /**
   * The store of a feature repository: each source is read as its own kind asks, whatever {@code
   * offline_store.type} says.
   */
  static OfflineStore of(SparkSession spark, FeatureStoreConfig config) {
    FileOfflineStore files = new FileOfflineStore(spark, config.directory());
    SparkOfflineStore tables = new SparkOfflineStore(spark, files);
    return (source, range) -> {
      Location location = source.location();
      if (location instanceof FileLocation) {
        return DatePartitions.prune(files.load(source, range), source, range);
      } else if (location instanceof SparkLocation) {
        return DatePartitions.prune(tables.load(source, range), source, range);
      }
      String kind = location instanceof OtherLocation other ? other.kind() : "redshift";
      throw new UserException(
          "data source " + source.name(),
          "Sources of the kind " + kind + " cannot be read; expected a file or a Spark source.");
    };
  }
}
