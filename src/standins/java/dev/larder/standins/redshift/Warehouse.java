package dev.larder.standins.redshift;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/** The database: DuckDB in memory, as much like Redshift as DuckDB can be told to be. */
public final class Warehouse {
  private final String database;
  private final Set<String> roles;
  private final DuckDBConnection root;
  private final QueryHistory history;

  /**
   * An empty one.
   *
   * @param roles those that it may assume to read from and write to S3
   */
  public Warehouse(String database, Set<String> roles) throws SQLException {
    this.database = database;
    this.roles = Set.copyOf(roles);
    root = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
    try (Statement statement = root.createStatement()) {
      statement.execute("SET integer_division = true");
      statement.execute("SET default_null_order = 'nulls_last_on_asc_first_on_desc'");
      statement.execute("ATTACH ':memory:' AS \"" + database + "\"");
      statement.execute("USE \"" + database + "\"");
      statement.execute("CREATE SCHEMA public");
      statement.execute("CREATE MACRO getdate() AS now() AT TIME ZONE 'UTC'");
      statement.execute("CREATE MACRO nvl(a, b) AS coalesce(a, b)");
    }
    history = new QueryHistory(root.duplicate(), database);
  }

  String database() {
    return database;
  }

  /** Refuses a role that the cluster may not assume. */
  void requireRole(String user, String role) throws SqlFailure {
    if (!roles.contains(role)) {
      throw SqlFailure.internal(
          "User arn:aws:redshift:us-west-2:123456789012:dbuser:demo/%s is not authorized to assume"
                  .formatted(user)
              + " IAM Role "
              + role,
          8001,
          "IAM Role=" + role);
    }
  }

  QueryHistory history() {
    return history;
  }

  /** A connection for a session of a client's zone. */
  Connection connect(String timeZone) throws SQLException {
    Connection connection = root.duplicate();
    try (Statement statement = connection.createStatement()) {
      statement.execute("USE \"" + database + "\"");
      statement.execute("SET search_path = '" + database + ".public," + database + ".main'");
      statement.execute("SET TimeZone = '" + timeZone + "'");
    }
    return connection;
  }
}
