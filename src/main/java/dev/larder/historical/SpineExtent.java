package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.offline.TimeRange;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How much a spine is.
 *
 * @param rows how many rows it has
 * @param times from the least to the greatest of their times
 */
record SpineExtent(long rows, TimeRange times) {
  /**
   * Reads the spine's times.
   *
   * @throws UserException where no row has one
   */
  static SpineExtent of(Spine spine) {
    Column time = spine.time();
    Row extent =
        spine
            .rows()
            .agg(functions.count(functions.lit(1)), functions.min(time), functions.max(time))
            .head();
    if (extent.isNullAt(1)) {
      throw new UserException(
          "--entity-df", "It has no row with a time in column " + spine.timestampColumn() + ".");
    }
    return new SpineExtent(
        extent.getLong(0),
        new TimeRange(extent.getTimestamp(1).toInstant(), extent.getTimestamp(2).toInstant()));
  }
}
