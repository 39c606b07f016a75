package dev.larder.feature;

import java.util.Map;

/**
 * Where a view's rows come from.
 *
 * @param timestampField the event time's column, by its name in the view (after {@code
 *     fieldMapping}) or in the source
 * @param createdTimestampColumn when the row was written; "" where the source has none
 * @param datePartitionColumn "" where the source is not partitioned
 * @param fieldMapping source column → name in the view
 */
public record DataSource(
    String name,
    Location location,
    String timestampField,
    String createdTimestampColumn,
    String datePartitionColumn,
    Map<String, String> fieldMapping,
    String description,
    Map<String, String> tags,
    String owner) {

  public DataSource {
    fieldMapping = Map.copyOf(fieldMapping);
    tags = Map.copyOf(tags);
  }

  public boolean hasCreatedTimestamp() {
    return !createdTimestampColumn.isEmpty();
  }

  /** The name that a column of a view has in the source: {@code field_mapping} undone. */
  public String sourceColumn(String name) {
    return fieldMapping.entrySet().stream()
        .filter(e -> e.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(name);
  }

  /** The kinds of places that rows are read from. */
  public sealed interface Location
      permits FileLocation, RedshiftLocation, SparkLocation, OtherLocation {}

  /**
   * Parquet files.
   *
   * @param path a file, a folder or a pattern; relative to the feature repository
   * @param s3EndpointOverride "" for none
   */
  public record FileLocation(String path, String s3EndpointOverride) implements Location {}

  /** A Redshift table or query; what is not given is "". */
  public record RedshiftLocation(String table, String query, String schema, String database)
      implements Location {
    /** The query, or the table with its schema. */
    public String text() {
      return !query.isEmpty() || schema.isEmpty() ? query + table : schema + "." + table;
    }
  }

  /**
   * A table of Spark's catalog, a Spark SQL query, or a path with its file format; what is not
   * given is "".
   */
  public record SparkLocation(
      String table, String query, String path, String fileFormat, String datePartitionColumnFormat)
      implements Location {}

  /**
   * A kind that Larder does not read (BigQuery, Kafka, a custom class): it stays in the registry,
   * its use is refused.
   *
   * @param kind Feast's name of it
   */
  public record OtherLocation(String kind) implements Location {}
}
