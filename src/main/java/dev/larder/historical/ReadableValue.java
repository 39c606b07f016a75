package dev.larder.historical;

import dev.larder.report.Times;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/** A value of a row as people read it. */
final class ReadableValue {
  private static final int LONGEST = 200;

  private ReadableValue() {}

  /** The whole text; null for null. */
  static String of(Object value) {
    return value == null ? null : text(value);
  }

  /** The start of a text that is very long; others, and null, as they are. */
  static String shortened(String text) {
    return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static String text(Object value) {
    if (value instanceof Timestamp time) {
      return Times.time(time.toInstant());
    } else if (value instanceof Instant time) {
      return Times.time(time);
    } else if (value instanceof BigDecimal number) {
      return number.toPlainString();
    } else if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    } else if (value instanceof scala.collection.Seq<?> list) {
      return JavaConverters.seqAsJavaList(list).stream()
          .map(element -> element == null ? "null" : text(element))
          .collect(Collectors.joining(", ", "[", "]"));
    } else if (value instanceof Row row) {
      return row.json();
    }
    return value.toString();
  }
}
