package dev.larder.offline;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * Times as texts in ISO 8601, from {@code 2021-08-25} to {@code 2021-08-25T20:34:41.123456+02:00}.
 * Those without a zone are UTC.
 */
public final class TimestampTexts {
  /** What an error about an unreadable text says of readable ones. */
  public static final String EXPECTED = "expected a time such as 2021-08-25T20:34:41Z.";

  // Spark alone would take 20:34 for a time of today, and 202108 for a year.
  private static final String WHOLE_DATE = "^\\s*\\d{4}-\\d{1,2}-\\d{1,2}(?!\\d)";

  private TimestampTexts() {}

  /** The texts as timestamps; null where they are no times. */
  public static Column parsed(Column text) {
    return functions.when(
        text.rlike(WHOLE_DATE), functions.try_to_timestamp(text).cast("timestamp"));
  }

  /**
   * The texts as timestamps; one that is no time fails the job.
   *
   * @param where the place, for the error
   * @param column the column and its owner, for the error
   */
  static Column required(Column text, String where, String column) {
    Column unreadable = Coercion.raise(where, column + " holds '", text, "'; " + EXPECTED);
    return functions.when(text.isNotNull(), functions.coalesce(parsed(text), unreadable));
  }
}
