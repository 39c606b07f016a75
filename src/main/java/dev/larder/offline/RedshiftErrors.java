package dev.larder.offline;

import dev.larder.UserException;
import java.sql.SQLException;
import java.time.Duration;

/** Turns what Redshift and its driver say into one line. */
final class RedshiftErrors {
  private static final String CONNECTION = "08";
  private static final String AUTHORIZATION = "28";
  private static final String CANCELLED = "57014";

  private RedshiftErrors() {}

  /** Of a connection that could not be made. */
  static UserException ofLogin(RedshiftLogin.Access access, SQLException e) {
    boolean refused = String.valueOf(e.getSQLState()).startsWith(AUTHORIZATION);
    return new UserException(
        "Redshift at " + access.host() + ":" + access.port(),
        refused
            ? "The user '" + access.user() + "' cannot log in: " + firstLine(e)
            : "There is a route to it, but no connection: " + firstLine(deepest(e)),
        e);
  }

  /**
   * Of a statement.
   *
   * @param where what it was for
   * @param label its query group
   * @param timeout how long it might take
   */
  static UserException ofStatement(String where, String label, Duration timeout, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith(CONNECTION)) {
      return new UserException(
          where, "The connection to Redshift broke in statement '" + label + "'.", e);
    }
    String said = firstLine(e);
    boolean late = state.equals(CANCELLED) && said.contains("timeout");
    return new UserException(
        where,
        "Redshift says of statement '"
            + label
            + "': "
            + said
            + (late ? " (larder.redshift_statement_timeout is " + timeout.toSeconds() + "s)" : "")
            + (said.endsWith(".") && !late ? "" : "."),
        e);
  }

  /** Of a statement whose rows a task was to get. */
  static UserException ofTask(String where, SQLException e) {
    String said = firstLine(e);
    return new UserException(where, "Redshift says: " + said + (said.endsWith(".") ? "" : "."), e);
  }

  private static Throwable deepest(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  /** Without the details beneath, which say the same again. */
  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse(e.getClass().getSimpleName())
        .replaceFirst("^(?:ERROR|FATAL): ", "");
  }
}
