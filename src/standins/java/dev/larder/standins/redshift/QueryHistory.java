package dev.larder.standins.redshift;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The view {@code sys_query_history}, with some of Redshift's columns: what was asked, under which
 * label, and what became of it.
 */
final class QueryHistory {
  private final Connection connection;
  private long last;

  QueryHistory(Connection connection, String database) throws SQLException {
    this.connection = connection;
    try (Statement statement = connection.createStatement()) {
      statement.execute("USE \"" + database + "\"");
      statement.execute(
          "CREATE TABLE main.sys_query_history (query_id BIGINT, query_label VARCHAR, status"
              + " VARCHAR, query_text VARCHAR, error_message VARCHAR)");
    }
  }

  /** Notes that a statement runs; returns its number. */
  synchronized long started(String label, String sql) throws SQLException {
    last++;
    update(
        "INSERT INTO main.sys_query_history VALUES (?::BIGINT, ?, 'running', ?, '')",
        Long.toString(last),
        label,
        sql);
    return last;
  }

  /**
   * Notes how it ended.
   *
   * @param error null where it succeeded
   */
  synchronized void ended(long query, SqlFailure error) throws SQLException {
    String status = error == null ? "success" : "failed";
    update(
        "UPDATE main.sys_query_history SET status = ?, error_message = ? WHERE query_id ="
            + " ?::BIGINT",
        error != null && error.state().equals("57014") ? "canceled" : status,
        error == null ? "" : error.getMessage(),
        Long.toString(query));
  }

  private void update(String sql, String... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }
}
