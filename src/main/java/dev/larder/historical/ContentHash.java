package dev.larder.historical;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

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
final class ContentHash implements Serializable {
  private static final long serialVersionUID = 1;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The sum's 256 bits, the highest first. */
  private final long[] sum = new long[4];

  private transient CanonicalBytes bytes;
  private transient MessageDigest digest;

  /**
   * Adds a row.
   *
   * @param row whose first values are those of the table
   * @param columns how many they are
   */
  void add(Row row, int columns) {
    if (digest == null) {
      bytes = new CanonicalBytes();
      digest = sha256();
    }
    bytes.clear();
    bytes.add(row, columns);
    bytes.updateTo(digest);
    byte[] hash = digest.digest();
    addToSum(
        (long) LONG.get(hash, 0),
        (long) LONG.get(hash, 8),
        (long) LONG.get(hash, 16),
        (long) LONG.get(hash, 24));
  }

  /** Adds all rows that another one has. */
  void add(ContentHash other) {
    addToSum(other.sum[0], other.sum[1], other.sum[2], other.sum[3]);
  }

  private void addToSum(long... addend) {
    long carry = 0;
    for (int i = sum.length - 1; i >= 0; i--) {
      long partial = sum[i] + addend[i];
      long next = Long.compareUnsigned(partial, addend[i]) < 0 ? 1 : 0;
      sum[i] = partial + carry;
      carry = sum[i] == 0 && carry == 1 ? 1 : next;
    }
  }

  /** The hash in hexadecimal digits. */
  String of(StructType schema, long rows) {
    ByteBuffer bits = ByteBuffer.allocate(sum.length * Long.BYTES);
    Arrays.stream(sum).forEach(bits::putLong);
    MessageDigest table = sha256();
    for (StructField field : schema.fields()) {
      table.update(text(field.name()));
      table.update(text(field.dataType().catalogString()));
    }
    table.update(text(Long.toString(rows)));
    table.update(text(new BigInteger(1, bits.array()).toString()));
    return HexFormat.of().formatHex(table.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** The text and its end, which no text in UTF-8 contains. */
  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] ended = Arrays.copyOf(bytes, bytes.length + 1);
    ended[bytes.length] = (byte) 0xff;
    return ended;
  }
}
