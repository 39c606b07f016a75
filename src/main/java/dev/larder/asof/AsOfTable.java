package dev.larder.asof;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows with a key and a time, of which the newest counts.
 *
 * @param rows holds all columns below
 * @param keys the key's columns; a row with a null among them is never chosen; may be empty
 * @param eventTime the column of event times, {@code bigint} microseconds since the epoch
 * @param createdTime the column of created times, as {@code eventTime}; null values are older than
 *     any other
 * @param values the columns that are carried along
 */
public record AsOfTable(
    Dataset<Row> rows,
    List<String> keys,
    String eventTime,
    String createdTime,
    List<String> values) {
  public AsOfTable {
    keys = List.copyOf(keys);
    values = List.copyOf(values);
  }
}
