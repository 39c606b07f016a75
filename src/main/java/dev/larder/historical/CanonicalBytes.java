package dev.larder.historical;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/**
 * A row's values as bytes: different for rows of one schema that differ, and the same on every
 * machine and Java for those that do not. A byte says whether a value is null. Whole numbers,
 * timestamps (microseconds) and dates (days) take eight bytes; floating-point numbers take their
 * bits, with one NaN; texts, binaries, lists and maps begin with their length; maps are sorted.
 */
final class CanonicalBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private CanonicalBytes() {}

  static byte[] of(Row row) throws IOException {
    CanonicalBytes canonical = new CanonicalBytes();
    canonical.row(row);
    return canonical.bytes.toByteArray();
  }

  private void row(Row row) throws IOException {
    for (int i = 0; i < row.size(); i++) {
      value(row.get(i));
    }
  }

  private void value(Object value) throws IOException {
    out.writeBoolean(value != null);
    if (value == null) {
      return;
    }
    if (value instanceof Double number) {
      out.writeLong(Double.doubleToLongBits(number));
    } else if (value instanceof Float number) {
      out.writeInt(Float.floatToIntBits(number));
    } else if (value instanceof BigDecimal number) {
      text(number.toString());
    } else if (value instanceof Number number) {
      out.writeLong(number.longValue());
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof byte[] binary) {
      binary(binary);
    } else if (value instanceof Timestamp time) {
      instant(time.toInstant());
    } else if (value instanceof Instant time) {
      instant(time);
    } else if (value instanceof Date date) {
      out.writeLong(date.toLocalDate().toEpochDay());
    } else if (value instanceof LocalDate date) {
      out.writeLong(date.toEpochDay());
    } else if (value instanceof Row row) {
      row(row);
    } else if (value instanceof scala.collection.Seq<?> list) {
      list(JavaConverters.seqAsJavaList(list));
    } else if (value instanceof scala.collection.Map<?, ?> map) {
      map(JavaConverters.mapAsJavaMap(map));
    } else {
      // Strings, and local times and intervals, whose text in ISO 8601 is exact.
      text(value.toString());
    }
  }

  private void text(String text) throws IOException {
    binary(text.getBytes(StandardCharsets.UTF_8));
  }

  private void binary(byte[] binary) throws IOException {
    out.writeInt(binary.length);
    out.write(binary);
  }

  private void instant(Instant time) throws IOException {
    out.writeLong(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000);
  }

  private void list(List<?> values) throws IOException {
    out.writeInt(values.size());
    for (Object value : values) {
      value(value);
    }
  }

  private void map(Map<?, ?> values) throws IOException {
    byte[][] entries = new byte[values.size()][];
    int i = 0;
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      CanonicalBytes canonical = new CanonicalBytes();
      canonical.value(entry.getKey());
      canonical.value(entry.getValue());
      entries[i++] = canonical.bytes.toByteArray();
    }
    Arrays.sort(entries, Arrays::compare);
    out.writeInt(entries.length);
    for (byte[] entry : entries) {
      out.write(entry);
    }
  }
}
