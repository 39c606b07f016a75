package dev.larder.offline;

import com.amazon.redshift.Driver;
import dev.larder.UserException;
import dev.larder.offline.RedshiftLogin.Access;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/** Makes connections: over TLS with a checked certificate, in UTC, and with a time limit. */
final class RedshiftConnections {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LOG_IN_TIMEOUT = Duration.ofSeconds(60);

  /** How much longer than the server's limit the driver waits, for a server that is gone. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private RedshiftConnections() {}

  /**
   * A connection whose statements have a label and a time limit.
   *
   * @throws UserException that says what is missing: the host, a route to it, TLS, or the log-in
   */
  static Connection open(RedshiftLogin login, String label, Duration statementTimeout) {
    Access access = login.access();
    requireRoute(access);
    Properties properties = new Properties();
    properties.put("user", access.user());
    properties.put("password", access.password());
    properties.put("ssl", "true");
    properties.put("sslmode", "verify-full");
    if (!login.rootCertificate().isEmpty()) {
      properties.put("sslrootcert", login.rootCertificate());
    }
    properties.put("ApplicationName", "larder");
    properties.put("tcpKeepAlive", "true");
    properties.put("loginTimeout", Long.toString(LOG_IN_TIMEOUT.toSeconds()));
    properties.put("socketTimeout", Long.toString(statementTimeout.plus(GRACE).toSeconds()));
    // Its default lets each open result take 1 GB.
    properties.put("fetchRingBufferSize", "32M");
    Connection connection = connect(access, login.database(), properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET timezone TO 'UTC'");
      statement.execute("SET statement_timeout TO " + statementTimeout.toMillis());
      label(connection, label);
      return connection;
    } catch (SQLException e) {
      throw RedshiftErrors.ofLogin(access, e);
    }
  }

  private static Connection connect(Access access, String database, Properties properties) {
    String url = "jdbc:redshift://" + access.host() + ":" + access.port() + "/" + database;
    try {
      return new Driver().connect(url, properties);
    } catch (SQLException e) {
      throw RedshiftErrors.ofLogin(access, e);
    }
  }

  /** Puts a label on the statements to come. */
  static void label(Connection connection, String label) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET query_group TO " + RedshiftSql.literal(label));
    }
  }

  private static void requireRoute(Access access) {
    String where = "Redshift at " + access.host() + ":" + access.port();
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(access.host(), access.port()), (int) CONNECT_TIMEOUT.toMillis());
    } catch (UnknownHostException e) {
      throw new UserException(where, "There is no host of that name.", e);
    } catch (IOException e) {
      throw new UserException(
          where,
          "There is no route to it ("
              + e.getMessage()
              + "): its security group has to let this machine in, and a private cluster needs a job"
              + " within its VPC.",
          e);
    }
  }
}
