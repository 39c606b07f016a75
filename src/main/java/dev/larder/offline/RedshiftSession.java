package dev.larder.offline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Sends a job's statements to Redshift, one at a time, until it is closed. */
final class RedshiftSession implements AutoCloseable {
  private static final long CANCEL_SECONDS = 10;

  private final Connection connection;
  private final Duration timeout;
  private final ReentrantLock busy = new ReentrantLock();
  private volatile Statement running;

  /**
   * Logs in.
   *
   * @param label of the first statements
   * @param timeout how long each statement may take
   */
  RedshiftSession(RedshiftLogin login, String label, Duration timeout) {
    this.timeout = timeout;
    connection = RedshiftConnections.open(login, label, timeout);
  }

  /**
   * The columns of a statement's result.
   *
   * @param where what it is for, for errors
   */
  List<RedshiftColumn> columns(String where, String label, String sql) {
    return run(
        where,
        label,
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            return RedshiftColumn.of(rows.getMetaData());
          }
        });
  }

  /** Whether a statement gives no row. */
  boolean isEmpty(String where, String label, String sql) {
    return run(
        where,
        label,
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            return !rows.next();
          }
        });
  }

  /** Runs a statement that gives no rows. */
  void execute(String where, String label, String sql) {
    run(where, label, sql, PreparedStatement::execute);
  }

  private interface Work<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String where, String label, String sql, Work<T> work) {
    busy.lock();
    try {
      RedshiftConnections.label(connection, label);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        running = statement;
        return work.run(statement);
      }
    } catch (SQLException e) {
      throw RedshiftErrors.ofStatement(where, label, timeout, e);
    } finally {
      running = null;
      busy.unlock();
    }
  }

  /**
   * Cancels the statement that runs, and waits a while until it has ended: what it still wrote is
   * there then, to be removed.
   */
  @Override
  public void close() {
    try {
      Statement statement = running;
      if (statement != null) {
        statement.cancel();
      }
      if (busy.tryLock(CANCEL_SECONDS, TimeUnit.SECONDS)) {
        busy.unlock();
      }
      connection.close();
    } catch (SQLException e) {
      // The connection is broken already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
