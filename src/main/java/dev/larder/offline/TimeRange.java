package dev.larder.offline;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * Event times from one instant to another, both included, in whole microseconds.
 *
 * @param start null for no lower end
 * @param end null for no upper end
 */
public record TimeRange(Instant start, Instant end) {
  public static final TimeRange ALL = new TimeRange(null, null);

  /**
   * Whether a column of Spark's timestamp type lies in the range: comparisons that a Parquet reader
   * can use to skip data.
   */
  Column contains(Column timestamp) {
    return between(
        timestamp,
        start == null ? null : functions.lit(start),
        end == null ? null : functions.lit(end));
  }

  /**
   * Whether a column of nanoseconds since the epoch lies in the range once it is floored to
   * microseconds.
   */
  Column containsNanos(Column nanos) {
    return between(
        nanos,
        start == null ? null : functions.lit(Math.multiplyExact(micros(start), 1000L)),
        end == null
            ? null
            : functions.lit(Math.addExact(Math.multiplyExact(micros(end), 1000L), 999L)));
  }

  private static Column between(Column time, Column least, Column greatest) {
    Column all = functions.lit(true);
    Column from = least == null ? all : time.geq(least);
    return greatest == null ? from : from.and(time.leq(greatest));
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
