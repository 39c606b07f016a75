package dev.larder.standins.redshift;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the statements of a session, one after the other, and keeps the state of its transaction.
 */
final class StatementRunner implements AutoCloseable {
  private static final ScheduledExecutorService TIMER =
      Executors.newScheduledThreadPool(
          1,
          task -> {
            Thread thread = new Thread(task, "statement-timeout");
            thread.setDaemon(true);
            return thread;
          });

  private final Warehouse warehouse;
  private final Connection connection;
  private final String user;
  private final SessionVariables variables = new SessionVariables();
  private volatile Statement running;
  private volatile boolean timedOut;
  private volatile boolean cancelled;
  private char state = 'I';

  /**
   * What a statement gave.
   *
   * @param rows null where it gives none
   * @param tag what the client is told at its end
   * @param notice null for none
   */
  record Outcome(ResultSet rows, String tag, String notice) {
    static Outcome of(String tag) {
      return new Outcome(null, tag, null);
    }
  }

  StatementRunner(Warehouse warehouse, String user, String timeZone) throws SQLException {
    this.warehouse = warehouse;
    this.user = user;
    connection = warehouse.connect(timeZone);
  }

  /** As the protocol has it: I for none, T for one, E for a failed one. */
  char transactionState() {
    return state;
  }

  /** Ends what runs, from another thread. */
  void cancel() {
    cancelled = true;
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        // It ended by itself.
      }
    }
  }

  /** The statement in DuckDB, for a look at its columns. */
  PreparedStatement prepare(SqlText sql) throws SqlFailure {
    try {
      return connection.prepareStatement(sql.forDuckDb());
    } catch (SQLException e) {
      throw failed(SqlFailure.of(e));
    }
  }

  /** Runs a statement with the values of its parameters. */
  Outcome run(SqlText sql, List<Object> parameters) throws SqlFailure {
    if (state == 'E' && !endsTransaction(sql.verb())) {
      throw new SqlFailure(
          "25P02",
          "current transaction is aborted, commands ignored until end of transaction block");
    }
    return switch (sql.verb()) {
      case "SET", "RESET" -> {
        variables.run(sql);
        yield Outcome.of("SET");
      }
      case "SHOW" -> ofDuckDb(new SqlText("SELECT '" + variables.run(sql) + "'"), List.of());
      case "BEGIN", "START" -> begin();
      case "COMMIT", "END" -> end(state == 'E' ? "ROLLBACK" : "COMMIT");
      case "ROLLBACK", "ABORT" -> end("ROLLBACK");
      default -> recorded(sql, parameters);
    };
  }

  private static boolean endsTransaction(String verb) {
    return List.of("COMMIT", "END", "ROLLBACK", "ABORT").contains(verb);
  }

  private Outcome begin() throws SqlFailure {
    if (state == 'I') {
      ofDuckDb(new SqlText("BEGIN TRANSACTION"), List.of());
      state = 'T';
    }
    return Outcome.of("BEGIN");
  }

  private Outcome end(String how) throws SqlFailure {
    if (state != 'I') {
      state = 'I';
      ofDuckDb(new SqlText(how), List.of());
    }
    return Outcome.of(how);
  }

  private Outcome recorded(SqlText sql, List<Object> parameters) throws SqlFailure {
    cancelled = false;
    timedOut = false;
    ScheduledFuture<?> timeout = null;
    SqlFailure failure = null;
    long query = 0;
    try {
      query = warehouse.history().started(variables.queryGroup(), sql.text());
      if (variables.timeoutMillis() > 0) {
        timeout = TIMER.schedule(this::timeOut, variables.timeoutMillis(), TimeUnit.MILLISECONDS);
      }
      Outcome outcome =
          switch (sql.verb()) {
            case "UNLOAD" -> unload(sql);
            case "COPY" -> copy(sql);
            default -> ofDuckDb(sql, parameters);
          };
      if (cancelled) {
        throw new SqlFailure("57014", "Query cancelled on user's request");
      }
      return outcome;
    } catch (SQLException e) {
      failure = failed(SqlFailure.of(e));
      throw failure;
    } catch (SqlFailure e) {
      failure = failed(e);
      throw failure;
    } finally {
      if (timeout != null) {
        timeout.cancel(false);
      }
      end(query, failure);
    }
  }

  private void end(long query, SqlFailure failure) throws SqlFailure {
    try {
      warehouse.history().ended(query, failure);
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
  }

  private void timeOut() {
    timedOut = true;
    cancel();
  }

  private SqlFailure failed(SqlFailure failure) {
    if (state == 'T') {
      state = 'E';
    }
    return timedOut && failure.state().equals("57014")
        ? new SqlFailure("57014", "canceling statement due to statement timeout")
        : failure;
  }

  private Outcome unload(SqlText sql) throws SqlFailure, SQLException {
    UnloadStatement unload = UnloadStatement.parse(sql.bare());
    try (Statement statement = connection.createStatement()) {
      running = statement;
      long rows = new Unloader(warehouse, user, statement).run(unload);
      return new Outcome(
          null, "UNLOAD", "UNLOAD completed, " + rows + " record(s) unloaded successfully.");
    } catch (IOException e) {
      throw new SqlFailure("XX000", e.getMessage());
    } finally {
      running = null;
    }
  }

  private Outcome copy(SqlText sql) throws SqlFailure, SQLException {
    CopyStatement copy = CopyStatement.parse(sql.bare());
    try (Statement statement = connection.createStatement()) {
      running = statement;
      long rows = new Copier(warehouse, user, statement).run(copy);
      return new Outcome(
          null,
          "COPY " + rows,
          "Load into table '%s' completed, %d record(s) loaded successfully."
              .formatted(copy.table(), rows));
    } catch (IOException e) {
      throw new SqlFailure("XX000", e.getMessage());
    } finally {
      running = null;
    }
  }

  private Outcome ofDuckDb(SqlText sql, List<Object> parameters) throws SqlFailure {
    try {
      PreparedStatement statement = connection.prepareStatement(sql.forDuckDb());
      running = statement;
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      boolean givesRows = statement.execute();
      if (givesRows && sql.givesRows()) {
        statement.closeOnCompletion();
        return new Outcome(statement.getResultSet(), "SELECT", null);
      }
      long count = statement.getUpdateCount();
      statement.close();
      String verb = sql.verb();
      return Outcome.of(
          switch (verb) {
            case "INSERT" -> "INSERT 0 " + count;
            case "UPDATE", "DELETE" -> verb + " " + count;
            case "CREATE", "DROP", "ALTER" -> verb + " TABLE";
            default -> verb;
          });
    } catch (SQLException e) {
      throw failed(SqlFailure.of(e));
    } finally {
      running = null;
    }
  }

  @Override
  public void close() throws SQLException {
    cancel();
    connection.close();
  }
}
