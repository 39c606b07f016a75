package dev.larder.standins.redshift;

import dev.larder.standins.redshift.WireReader.Message;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client that has logged in: the simple and the extended protocol of queries. */
final class Session implements AutoCloseable {
  private final WireReader in;
  private final WireWriter out;
  private final ZoneId zone;
  private final int process;
  private final StatementRunner runner;
  private final Map<String, Parsed> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();

  /** A statement whose parameters have these types, of which 0 is one that is not known. */
  private record Parsed(List<SqlText> statements, int[] types) {
    SqlText only() {
      return statements.get(0);
    }
  }

  Session(Startup startup, int process, Warehouse warehouse) throws SQLException {
    in = startup.in();
    out = startup.out();
    zone = ZoneId.of(startup.timeZone());
    this.process = process;
    runner = new StatementRunner(warehouse, startup.parameters().get("user"), startup.timeZone());
  }

  /** Ends the statement that runs, from another thread. */
  void cancel() {
    runner.cancel();
  }

  /** Serves the client until it goes. */
  void run() throws IOException, SQLException {
    parameter("server_version", "8.0.2");
    parameter("client_encoding", "UTF8");
    parameter("standard_conforming_strings", "off");
    parameter("TimeZone", zone.getId());
    parameter("integer_datetimes", "on");
    out.int32(process).int32(process).send('K');
    ready();
    boolean skipping = false;
    for (Message message = in.next(); message != null; message = in.next()) {
      if (message.type() == 'X') {
        return;
      }
      if (message.type() == 'S') {
        skipping = false;
        ready();
      } else if (!skipping) {
        try {
          answer(message);
        } catch (SqlFailure e) {
          fail(e);
          skipping = message.type() != 'Q';
        } catch (SQLException e) {
          fail(SqlFailure.of(e));
          skipping = message.type() != 'Q';
        }
        if (message.type() == 'Q') {
          ready();
        }
      }
    }
  }

  private void parameter(String name, String value) throws IOException {
    out.text(name).text(value).send('S');
  }

  private void ready() throws IOException {
    out.int8(runner.transactionState()).send('Z');
    out.flush();
  }

  private void fail(SqlFailure failure) throws IOException {
    out.report('E', "ERROR", failure.state(), failure.getMessage(), failure.detail());
  }

  private void answer(Message message) throws IOException, SqlFailure, SQLException {
    switch (message.type()) {
      case 'Q' -> simple(message.text());
      case 'P' -> parse(message);
      case 'B' -> bind(message);
      case 'D' -> describe(message);
      case 'E' -> execute(message);
      case 'C' -> close(message);
      case 'H' -> out.flush();
      default -> throw new SqlFailure("08P01", "unexpected message '" + message.type() + "'");
    }
  }

  private void simple(String text) throws IOException, SqlFailure, SQLException {
    List<SqlText> all = SqlText.split(text);
    if (all.isEmpty()) {
      out.send('I');
    }
    for (SqlText sql : all) {
      Portal portal = new Portal(sql, List.of());
      portal.run(runner);
      if (sql.givesRows()) {
        portal.describe(out);
      }
      portal.fetch(0, zone, out);
    }
  }

  private void parse(Message message) throws IOException, SqlFailure {
    String name = message.text();
    List<SqlText> all = SqlText.split(message.text());
    if (all.size() > 1) {
      throw new SqlFailure("42601", "cannot insert multiple commands into a prepared statement");
    }
    int[] types = new int[message.body().getShort()];
    for (int i = 0; i < types.length; i++) {
      types[i] = message.body().getInt();
    }
    statements.put(name, new Parsed(all, types));
    out.send('1');
  }

  private void bind(Message message) throws IOException {
    String portal = message.text();
    Parsed parsed = statements.get(message.text());
    short[] formats = message.shorts();
    List<Object> values = new ArrayList<>();
    int count = message.body().getShort();
    for (int i = 0; i < count; i++) {
      boolean binary = formats.length > 0 && formats[formats.length == 1 ? 0 : i] == 1;
      int type = i < parsed.types().length ? parsed.types()[i] : 0;
      values.add(Portal.parameter(message.bytes(), binary, type));
    }
    short[] resultFormats = message.shorts();
    if (parsed.statements().isEmpty()) {
      portals.remove(portal);
    } else {
      portals.put(portal, new Portal(parsed.only(), values, resultFormats));
    }
    out.send('2');
  }

  private void describe(Message message) throws IOException, SqlFailure, SQLException {
    boolean statement = message.body().get() == 'S';
    String name = message.text();
    if (!statement) {
      Portal portal = portals.get(name);
      if (portal == null) {
        out.send('n');
      } else {
        portal.run(runner);
        portal.describe(out);
      }
      return;
    }
    Parsed parsed = statements.get(name);
    out.int16(parsed.types().length);
    for (int type : parsed.types()) {
      out.int32(type == 0 ? ColumnType.Kind.VARCHAR.oid : type);
    }
    out.send('t');
    if (parsed.statements().isEmpty() || !parsed.only().givesRows()) {
      out.send('n');
    } else {
      try (PreparedStatement prepared = runner.prepare(parsed.only())) {
        Portal.describe(prepared.getMetaData(), out);
      }
    }
  }

  private void execute(Message message) throws IOException, SqlFailure, SQLException {
    Portal portal = portals.get(message.text());
    int most = message.body().getInt();
    if (portal == null) {
      out.send('I');
    } else {
      portal.run(runner);
      portal.fetch(most, zone, out);
    }
  }

  private void close(Message message) throws IOException {
    boolean statement = message.body().get() == 'S';
    String name = message.text();
    if (statement) {
      statements.remove(name);
    } else {
      portals.remove(name);
    }
    out.send('3');
  }

  @Override
  public void close() throws SQLException {
    runner.close();
  }
}
