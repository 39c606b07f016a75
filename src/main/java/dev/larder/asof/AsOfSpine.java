package dev.larder.asof;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows that are to be extended by what held at their times.
 *
 * @param rows gives the same rows each time that it is read
 * @param time the column of their times, {@code bigint} microseconds since the epoch
 * @param count how many rows there are, which decides how the join is planned
 */
public record AsOfSpine(Dataset<Row> rows, String time, long count) {}
