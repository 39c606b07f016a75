package dev.larder.cli;

import org.apache.spark.sql.SparkSession;

/** Opens Spark and calls the jobs that need it, so that command classes name no Spark type. */
final class SparkJobs {
  private SparkJobs() {}

  /**
   * The session of this process, with UTC everywhere: spark-submit's settings, or two local cores
   * outside it.
   */
  static SparkSession session(String command) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("larder " + command)
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.parquet.inferTimestampNTZ.enabled", "false");
    if (System.getProperty("spark.master") == null) {
      builder.master("local[*]");
    }
    return builder.getOrCreate();
  }
}
