package dev.larder.standins.redshift;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * A type of a result's column, as Redshift numbers and writes it.
 *
 * @param modifier the type's own: length, or precision and scale; -1 for none
 */
record ColumnType(Kind kind, int modifier) {
  private static final LocalDateTime EPOCH = LocalDateTime.of(2000, 1, 1, 0, 0);
  private static final DateTimeFormatter TIME_STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss[.SSSSSS]");

  /** The kinds of types. */
  enum Kind {
    BOOL(16, 1),
    INT2(21, 2),
    INT4(23, 4),
    INT8(20, 8),
    FLOAT4(700, 4),
    FLOAT8(701, 8),
    NUMERIC(1700, -1),
    VARCHAR(1043, -1),
    DATE(1082, 4),
    TIME(1083, 8),
    TIMESTAMP(1114, 8),
    TIMESTAMPTZ(1184, 8),
    SUPER(4000, -1),
    VARBYTE(6551, -1);

    final int oid;
    final int size;

    Kind(int oid, int size) {
      this.oid = oid;
      this.size = size;
    }
  }

  /** The type of a column, counted from 1. */
  static ColumnType of(ResultSetMetaData columns, int column) throws SQLException {
    String name = columns.getColumnTypeName(column);
    if (name.startsWith("DECIMAL")) {
      int precision = columns.getPrecision(column);
      return new ColumnType(Kind.NUMERIC, (precision << 16 | columns.getScale(column)) + 4);
    }
    return switch (name) {
      case "BOOLEAN" -> new ColumnType(Kind.BOOL, -1);
      case "TINYINT", "SMALLINT" -> new ColumnType(Kind.INT2, -1);
      case "INTEGER" -> new ColumnType(Kind.INT4, -1);
      case "BIGINT" -> new ColumnType(Kind.INT8, -1);
      case "HUGEINT" -> new ColumnType(Kind.NUMERIC, (38 << 16) + 4);
      case "FLOAT" -> new ColumnType(Kind.FLOAT4, -1);
      case "DOUBLE" -> new ColumnType(Kind.FLOAT8, -1);
      case "DATE" -> new ColumnType(Kind.DATE, -1);
      case "TIME" -> new ColumnType(Kind.TIME, -1);
      case "TIMESTAMP" -> new ColumnType(Kind.TIMESTAMP, -1);
      case "TIMESTAMP WITH TIME ZONE" -> new ColumnType(Kind.TIMESTAMPTZ, -1);
      case "JSON" -> new ColumnType(Kind.SUPER, -1);
      case "BLOB" -> new ColumnType(Kind.VARBYTE, -1);
      default -> new ColumnType(Kind.VARCHAR, 256 + 4);
    };
  }

  /**
   * A value as the protocol sends it; null for null.
   *
   * @param zone the session's
   */
  byte[] value(ResultSet rows, int column, boolean binary, ZoneId zone) throws SQLException {
    if (rows.getObject(column) == null) {
      return null;
    }
    return binary
        ? binary(rows, column)
        : text(rows, column, zone).getBytes(StandardCharsets.UTF_8);
  }

  private String text(ResultSet rows, int column, ZoneId zone) throws SQLException {
    return switch (kind) {
      case BOOL -> rows.getBoolean(column) ? "t" : "f";
      case NUMERIC -> rows.getBigDecimal(column).toPlainString();
      case TIMESTAMP -> TIME_STAMP.format(rows.getObject(column, LocalDateTime.class));
      case TIMESTAMPTZ -> {
        OffsetDateTime time = instant(rows, column).atZoneSameInstant(zone).toOffsetDateTime();
        String offset = time.getOffset().getTotalSeconds() == 0 ? "+00" : time.getOffset().getId();
        yield TIME_STAMP.format(time) + offset;
      }
      case VARBYTE -> HexFormat.of().formatHex(rows.getBytes(column));
      default -> rows.getObject(column).toString();
    };
  }

  private byte[] binary(ResultSet rows, int column) throws SQLException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.max(size(), 0));
    switch (kind) {
      case BOOL -> buffer.put((byte) (rows.getBoolean(column) ? 1 : 0));
      case INT2 -> buffer.putShort(rows.getShort(column));
      case INT4 -> buffer.putInt(rows.getInt(column));
      case INT8 -> buffer.putLong(rows.getLong(column));
      case FLOAT4 -> buffer.putFloat(rows.getFloat(column));
      case FLOAT8 -> buffer.putDouble(rows.getDouble(column));
      case DATE -> {
        LocalDate date = rows.getObject(column, LocalDate.class);
        buffer.putInt((int) ChronoUnit.DAYS.between(EPOCH.toLocalDate(), date));
      }
      case TIME -> buffer.putLong(rows.getObject(column, LocalTime.class).toNanoOfDay() / 1000);
      case TIMESTAMP -> buffer.putLong(micros(rows.getObject(column, LocalDateTime.class)));
      case TIMESTAMPTZ -> buffer.putLong(micros(instant(rows, column).toLocalDateTime()));
      default -> {
        return text(rows, column, ZoneOffset.UTC).getBytes(StandardCharsets.UTF_8);
      }
    }
    return buffer.array();
  }

  int size() {
    return kind.size;
  }

  private static OffsetDateTime instant(ResultSet rows, int column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).withOffsetSameInstant(ZoneOffset.UTC);
  }

  private static long micros(LocalDateTime time) {
    return ChronoUnit.MICROS.between(EPOCH, time);
  }
}
