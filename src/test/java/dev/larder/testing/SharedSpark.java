package dev.larder.testing;

import org.apache.spark.sql.SparkSession;

/** One Spark session for all tests of a JVM, with the settings that Larder's jobs run under. */
public final class SharedSpark {
  private SharedSpark() {}

  public static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("larder tests")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        // Jobs of different pools run side by side; else one begins where the other leaves a core.
        .config("spark.scheduler.mode", "FAIR")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.parquet.inferTimestampNTZ.enabled", "false")
        .config("spark.sql.warehouse.dir", "target/spark-warehouse")
        .getOrCreate();
  }
}
