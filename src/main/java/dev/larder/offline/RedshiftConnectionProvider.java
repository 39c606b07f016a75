package dev.larder.offline;

import java.sql.Connection;
import java.sql.Driver;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.sql.jdbc.JdbcConnectionProvider;
import scala.collection.JavaConverters;

/**
 * Lets Spark's JDBC source log in as Larder does, wherever it runs: what it is given says where the
 * password is kept, so that no plan, log or page of Spark can show it.
 */
public final class RedshiftConnectionProvider extends JdbcConnectionProvider {
  /** What the option {@code connectionProvider} calls it. */
  static final String NAME = "larder-redshift";

  static final String LABEL = "larder.redshift.label";
  static final String STATEMENT_TIMEOUT = "larder.redshift.timeout";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean canHandle(Driver driver, scala.collection.immutable.Map<String, String> options) {
    return options.contains(LABEL);
  }

  @Override
  public Connection getConnection(
      Driver driver, scala.collection.immutable.Map<String, String> options) {
    Map<String, String> given = JavaConverters.mapAsJavaMap(options);
    return RedshiftConnections.open(
        RedshiftLogin.of(given),
        given.get(LABEL),
        Duration.ofMillis(Long.parseLong(given.get(STATEMENT_TIMEOUT))));
  }

  @Override
  public boolean modifiesSecurityContext(
      Driver driver, scala.collection.immutable.Map<String, String> options) {
    return false;
  }
}
