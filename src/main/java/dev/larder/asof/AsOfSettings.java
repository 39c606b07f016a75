package dev.larder.asof;

import org.apache.spark.SparkContext;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/**
 * What bounds the operators.
 *
 * @param maxIndexBytes the most memory that a task uses for slots and their rows before it works
 *     part by part through files, whatever Spark's memory manager would grant
 * @param maxPushedSlots the most rows of a spine whose slots are sent to all executors
 * @param hashBits how many bits of a key's hash are used there
 * @param minHotRows the least number of a spine's rows with one key that are spread over partitions
 */
record AsOfSettings(long maxIndexBytes, long maxPushedSlots, int hashBits, long minHotRows) {
  static final String MAX_INDEX_BYTES = "spark.larder.asof.maxIndexBytes";
  static final String MAX_PUSHED_SLOTS = "spark.larder.asof.maxPushedSlots";
  static final String HASH_BITS = "spark.larder.asof.hashBits";
  static final String MIN_HOT_ROWS = "spark.larder.asof.minHotRows";

  private static final int BYTES_PER_COLLECTED_SLOT = 2 * Long.BYTES;

  static AsOfSettings of(SparkSession spark) {
    RuntimeConfig conf = spark.conf();
    return new AsOfSettings(
        number(conf, MAX_INDEX_BYTES, Long.MAX_VALUE),
        number(conf, MAX_PUSHED_SLOTS, fittingSlots(spark.sparkContext())),
        (int) number(conf, HASH_BITS, Long.SIZE),
        number(conf, MIN_HOT_ROWS, 50_000));
  }

  private static long number(RuntimeConfig conf, String name, long otherwise) {
    return Long.parseLong(conf.get(name, Long.toString(otherwise)));
  }

  /**
   * Slots that take up to an eighth of the driver's and of an executor's memory, and half of what
   * may be collected, and are few enough for the arrays of {@link PackedSlots}.
   */
  private static long fittingSlots(SparkContext context) {
    long driver = Runtime.getRuntime().maxMemory();
    long executor = context.isLocal() ? driver : (long) context.executorMemory() << 20;
    long collected =
        JavaUtils.byteStringAsBytes(context.getConf().get("spark.driver.maxResultSize", "1g"));
    return Math.min(
        Math.min(
            Math.min(driver, executor) / 8 / PackedSlots.BYTES_PER_SLOT, PackedSlots.MAX_SLOTS),
        collected == 0 ? Long.MAX_VALUE : collected / 2 / BYTES_PER_COLLECTED_SLOT);
  }
}
