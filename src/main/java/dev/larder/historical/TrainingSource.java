package dev.larder.historical;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Where rows of a training set came from, as it was just before they were read.
 *
 * @param name the data source's name; {@code entity_df} for the entity rows
 * @param location a path, a table's name, or the text of a query
 * @param files what the rows lay in, sorted by path, as far as Spark knows it: also those of tables
 *     and queries, and those of date partitions that were too old or too new to be read; empty
 *     where the rows came from no files, or from Redshift
 */
public record TrainingSource(String name, Kind kind, String location, List<File> files) {

  /** How a source is named. */
  public enum Kind {
    /** Files by their path. */
    @JsonProperty("files")
    FILES,
    /** A table of Spark's catalog. */
    @JsonProperty("table")
    TABLE,
    /** A query in Spark SQL. */
    @JsonProperty("sql")
    SQL,
    /** A table of Redshift, or a query there. */
    @JsonProperty("redshift")
    REDSHIFT
  }

  /**
   * One file.
   *
   * @param path with the file system's scheme
   * @param modified when it was last changed: {@code 2021-08-25T20:34:41.123Z}
   */
  public record File(String path, long bytes, String modified) {}

  public TrainingSource {
    files = List.copyOf(files);
  }
}
