package dev.larder.historical;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A hash of the rows of a table that does not depend on their order: the SHA-256 of the columns'
 * names and types, the number of rows, and the sum modulo 2²⁵⁶ of the SHA-256 of each row's
 * canonical bytes.
 *
 * <p>A sum can be put together from partitions in any order. Unlike a combination by XOR it counts
 * how often a row occurs: two equal rows do not cancel out. For different tables the sums are equal
 * by chance once in 2²⁵⁶. The hash finds what changed by itself; it is no signature, since one who
 * is free to choose millions of rows might find a set with a given sum.
 */
final class ContentHash {
  private static final String COLUMN = "__row_hash";
  private static final String LANE = "hash_";

  /**
   * Each holds 32 bits of a row's hash, so that the sum of up to 2³¹ rows fits into a {@code
   * bigint}.
   */
  private static final int LANES = 8;

  private static final UserDefinedFunction ROW_HASH =
      functions.udf(
          (UDF1<Row, long[]>) ContentHash::lanes, DataTypes.createArrayType(DataTypes.LongType));

  private ContentHash() {}

  /**
   * The column that {@link #sums} adds up.
   *
   * @param columns those of the table
   * @param schema theirs
   */
  static Column rowHash(List<Column> columns, StructType schema) {
    List<Column> canonical = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      // Numbers, since Spark makes calendar objects of timestamps, which is slow.
      canonical.add(
          schema.fields()[i].dataType() instanceof TimestampType
              ? functions.unix_micros(columns.get(i))
              : columns.get(i));
    }
    return ROW_HASH.apply(functions.struct(canonical.toArray(Column[]::new))).as(COLUMN);
  }

  /** The aggregates whose values {@link #of} takes, by their names. */
  static List<Column> sums() {
    List<Column> sums = new ArrayList<>();
    for (int i = 0; i < LANES; i++) {
      Column sum = functions.sum(functions.col(COLUMN).getItem(i));
      sums.add(functions.coalesce(sum, functions.lit(0L)).as(LANE + i));
    }
    return sums;
  }

  /** The hash in hexadecimal digits. */
  static String of(StructType schema, long rows, Map<String, Long> sums) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < LANES; i++) {
      sum = sum.shiftLeft(Integer.SIZE).add(BigInteger.valueOf(sums.get(LANE + i)));
    }
    MessageDigest digest = sha256();
    for (StructField field : schema.fields()) {
      digest.update(text(field.name()));
      digest.update(text(field.dataType().catalogString()));
    }
    digest.update(text(Long.toString(rows)));
    digest.update(text(sum.mod(BigInteger.TWO.pow(LANES * Integer.SIZE)).toString()));
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static long[] lanes(Row row) throws IOException {
    ByteBuffer hash = ByteBuffer.wrap(sha256().digest(CanonicalBytes.of(row)));
    long[] lanes = new long[LANES];
    for (int i = 0; i < LANES; i++) {
      lanes[i] = Integer.toUnsignedLong(hash.getInt());
    }
    return lanes;
  }

  /** The text and its end, which no text in UTF-8 contains. */
  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] ended = Arrays.copyOf(bytes, bytes.length + 1);
    ended[bytes.length] = (byte) 0xff;
    return ended;
  }
}
