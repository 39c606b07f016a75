package dev.larder.historical;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import scala.collection.JavaConverters;

/**
 * A row's values as bytes: different for rows of one schema that differ, and the same on every
 * machine and Java for those that do not. A byte says whether a value is null. Whole numbers,
 * timestamps (microseconds) and dates (days) take eight bytes; floating-point numbers take their
 * bits, with one NaN; texts, binaries, lists and maps begin with their length; maps are sorted.
 */
final class CanonicalBytes {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = new byte[512];
  private int size;

  static byte[] of(Row row) {
    CanonicalBytes canonical = new CanonicalBytes();
    canonical.add(row, row.size());
    return canonical.toArray();
  }

  /**
   * The columns of a table as they are to be in the rows. Timestamps are numbers, since Spark makes
   * calendar objects of them, which is slow.
   */
  static List<Column> columns(List<Column> columns, StructType schema) {
    List<Column> canonical = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      canonical.add(
          schema.fields()[i].dataType() instanceof TimestampType
              ? functions.unix_micros(columns.get(i))
              : columns.get(i));
    }
    return canonical;
  }

  /** Starts anew. */
  void clear() {
    size = 0;
  }

  /** The bytes since the start. */
  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Digests the bytes since the start. */
  void updateTo(MessageDigest digest) {
    digest.update(bytes, 0, size);
  }

  /** Adds the first values of a row. */
  void add(Row row, int count) {
    for (int i = 0; i < count; i++) {
      add(row.get(i));
    }
  }

  private void add(Object value) {
    addByte(value != null ? 1 : 0);
    if (value == null) {
      return;
    }
    if (value instanceof Double number) {
      addLong(Double.doubleToLongBits(number));
    } else if (value instanceof Float number) {
      addInt(Float.floatToIntBits(number));
    } else if (value instanceof BigDecimal number) {
      text(number.toString());
    } else if (value instanceof Number number) {
      addLong(number.longValue());
    } else if (value instanceof Boolean flag) {
      addByte(flag ? 1 : 0);
    } else if (value instanceof byte[] binary) {
      binary(binary);
    } else if (value instanceof Timestamp time) {
      instant(time.toInstant());
    } else if (value instanceof Instant time) {
      instant(time);
    } else if (value instanceof Date date) {
      addLong(date.toLocalDate().toEpochDay());
    } else if (value instanceof LocalDate date) {
      addLong(date.toEpochDay());
    } else if (value instanceof Row row) {
      add(row, row.size());
    } else if (value instanceof scala.collection.Seq<?> list) {
      list(JavaConverters.seqAsJavaList(list));
    } else if (value instanceof scala.collection.Map<?, ?> map) {
      map(JavaConverters.mapAsJavaMap(map));
    } else {
      // Strings, and local times and intervals, whose text in ISO 8601 is exact.
      text(value.toString());
    }
  }

  private void text(String text) {
    binary(text.getBytes(StandardCharsets.UTF_8));
  }

  private void binary(byte[] binary) {
    addInt(binary.length);
    addBytes(binary);
  }

  private void instant(Instant time) {
    addLong(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000);
  }

  private void list(List<?> values) {
    addInt(values.size());
    for (Object value : values) {
      add(value);
    }
  }

  private void map(Map<?, ?> values) {
    byte[][] entries = new byte[values.size()][];
    int i = 0;
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      CanonicalBytes canonical = new CanonicalBytes();
      canonical.add(entry.getKey());
      canonical.add(entry.getValue());
      entries[i++] = canonical.toArray();
    }
    Arrays.sort(entries, Arrays::compare);
    addInt(entries.length);
    for (byte[] entry : entries) {
      addBytes(entry);
    }
  }

  private void addByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  private void addInt(int value) {
    reserve(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  private void addLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  private void addBytes(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
