package dev.larder.cli.demo;

import com.amazon.redshift.Driver;
import dev.larder.UserException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

/**
 * An S3 with one bucket that wants signed requests, and a Redshift that speaks TLS, to which IAM
 * logs in: programs of this machine with the protocols of AWS. As long as it is open, the AWS SDK
 * finds them, and a key for them, among this JVM's properties.
 */
final class LocalAws implements AutoCloseable {
  static final String REGION = "us-west-2";
  static final String BUCKET = "larder-demo";
  static final String CLUSTER = "demo-feast-project-aws-redshift-cluster";
  static final String ROLE = "arn:aws:iam::123456789012:role/s3_spectrum_role";

  private static final String DATABASE = "dev";
  private static final String OWNER = "owner";
  private static final String ACCESS_KEY = "LARDERDEMO";

  private final String secret = UUID.randomUUID().toString();
  private final LocalCertificate certificate;
  private final StandIn s3;
  private final StandIn redshift;

  /**
   * Starts both.
   *
   * @param directory for the objects
   * @throws UserException where they cannot be started
   */
  LocalAws(Path directory, LocalCertificate certificate) {
    this.certificate = certificate;
    s3 = StandIn.start("S3Endpoint", keys(), directory.toString(), "0", BUCKET);
    redshift = StandIn.start("Redshift", redshiftEnvironment(), "0", DATABASE, CLUSTER, ROLE);
    properties().forEach(System::setProperty);
  }

  private Map<String, String> keys() {
    return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", secret);
  }

  private Map<String, String> redshiftEnvironment() {
    Map<String, String> environment = new HashMap<>(keys());
    environment.put("AWS_ENDPOINT_URL_S3", s3.address());
    environment.put("AWS_REGION", REGION);
    environment.put("REDSHIFT_USER", OWNER);
    environment.put("REDSHIFT_PASSWORD", secret);
    environment.put("REDSHIFT_KEYS", certificate.keyStore().toString());
    environment.put("REDSHIFT_KEYS_PASSWORD", certificate.password());
    return environment;
  }

  private Map<String, String> properties() {
    return Map.of(
        "aws.accessKeyId", ACCESS_KEY,
        "aws.secretAccessKey", secret,
        // By the name of the SDK's version 1, which Hadoop 3.3 has.
        "aws.secretKey", secret,
        "aws.endpointUrlRedshift", redshift.address().split(" ", 2)[1],
        "spark.hadoop.fs.s3a.endpoint", s3.address(),
        "spark.hadoop.fs.s3a.endpoint.region", REGION);
  }

  /**
   * Runs statements in Redshift, as its owner.
   *
   * @throws UserException where one fails
   */
  void execute(List<String> statements) {
    Properties login = new Properties();
    login.put("user", OWNER);
    login.put("password", secret);
    login.put("sslrootcert", certificate.pem().toString());
    String port = redshift.address().split(" ", 2)[0];
    try (Connection connection =
            new Driver().connect("jdbc:redshift://localhost:" + port + "/" + DATABASE, login);
        Statement statement = connection.createStatement()) {
      statement.execute("SET timezone TO 'UTC'");
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new UserException("Redshift", e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    properties().keySet().forEach(System::clearProperty);
    redshift.close();
    s3.close();
  }
}
