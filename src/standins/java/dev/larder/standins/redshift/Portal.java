package dev.larder.standins.redshift;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A statement that is bound to values, and, once it runs, its rows. */
final class Portal {
  private static final Set<String> TRUE = Set.of("t", "true", "1");

  private final SqlText sql;
  private final List<Object> parameters;
  private final short[] formats;
  private StatementRunner.Outcome outcome;
  private List<ColumnType> types = List.of();

  /**
   * A portal that has not run.
   *
   * @param formats of the columns, 0 for text and 1 for binary; one for all; none for text
   */
  Portal(SqlText sql, List<Object> parameters, short... formats) {
    this.sql = sql;
    this.parameters = parameters;
    this.formats = formats;
  }

  /** The value of a parameter; null for null. */
  static Object parameter(byte[] value, boolean binary, int oid) {
    if (value == null) {
      return null;
    }
    String text = new String(value, StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return switch (oid) {
      case 16 -> binary ? value[0] == 1 : TRUE.contains(text.toLowerCase(Locale.ROOT));
      case 21 -> binary ? (long) buffer.getShort() : Long.parseLong(text);
      case 23 -> binary ? (long) buffer.getInt() : Long.parseLong(text);
      case 20 -> binary ? buffer.getLong() : Long.parseLong(text);
      case 700 -> binary ? (double) buffer.getFloat() : Double.parseDouble(text);
      case 701 -> binary ? buffer.getDouble() : Double.parseDouble(text);
      default -> text;
    };
  }

  /** Runs it, unless it ran. */
  void run(StatementRunner runner) throws SqlFailure, SQLException {
    if (outcome == null) {
      outcome = runner.run(sql, parameters);
      if (outcome.rows() != null) {
        types = types(outcome.rows().getMetaData());
      }
    }
  }

  private static List<ColumnType> types(ResultSetMetaData columns) throws SQLException {
    List<ColumnType> types = new ArrayList<>();
    for (int c = 1; c <= columns.getColumnCount(); c++) {
      types.add(ColumnType.of(columns, c));
    }
    return types;
  }

  /** Tells the columns of the rows, or that there are none. */
  void describe(WireWriter out) throws IOException, SQLException {
    if (outcome.rows() == null) {
      out.send('n');
    } else {
      describe(outcome.rows().getMetaData(), out, formats);
    }
  }

  static void describe(ResultSetMetaData columns, WireWriter out, short... formats)
      throws IOException, SQLException {
    List<ColumnType> types = types(columns);
    out.int16(types.size());
    for (int c = 0; c < types.size(); c++) {
      ColumnType type = types.get(c);
      // No table's column: clients would else ask the catalog for more.
      out.text(columns.getColumnLabel(c + 1)).int32(0).int16(0);
      out.int32(type.kind().oid).int16(type.size()).int32(type.modifier());
      out.int16(isBinary(formats, c) ? 1 : 0);
    }
    out.send('T');
  }

  /**
   * Sends rows, and what comes after the last.
   *
   * @param most rows, 0 for all
   */
  void fetch(int most, ZoneId zone, WireWriter out) throws IOException, SQLException {
    ResultSet rows = outcome.rows();
    for (int sent = 0; rows != null && rows.next(); sent++) {
      out.int16(types.size());
      for (int c = 0; c < types.size(); c++) {
        byte[] value = types.get(c).value(rows, c + 1, isBinary(formats, c), zone);
        if (value == null) {
          out.int32(-1);
        } else {
          out.int32(value.length).raw(value);
        }
      }
      out.send('D');
      if (sent + 1 == most) {
        out.send('s');
        return;
      }
    }
    if (outcome.notice() != null) {
      out.report('N', "INFO", "00000", outcome.notice(), null);
    }
    out.text(outcome.tag()).send('C');
  }

  private static boolean isBinary(short[] formats, int column) {
    return formats.length > 0 && formats[formats.length == 1 ? 0 : column] == 1;
  }
}
