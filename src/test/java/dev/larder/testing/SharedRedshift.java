package dev.larder.testing;

import com.amazon.redshift.Driver;
import dev.larder.cli.demo.LocalCertificate;
import dev.larder.cli.demo.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A Redshift for tests, which speaks TLS and unloads to {@link SharedS3}. One serves all tests of a
 * JVM; a test that stops one starts its own.
 */
public final class SharedRedshift implements AutoCloseable {
  public static final String DATABASE = "dev";
  public static final String CLUSTER = "demo-feast-project-aws-redshift-cluster";
  public static final String ROLE = "arn:aws:iam::123456789012:role/s3_spectrum_role";
  public static final String USER = "admin";
  public static final String PASSWORD = "Secret of the tests 1";

  private static SharedRedshift shared;

  private final StandIn process;
  private final java.nio.file.Path certificate;

  private SharedRedshift(StandIn process, java.nio.file.Path certificate) {
    this.process = process;
    this.certificate = certificate;
  }

  /** The one of this JVM. */
  public static synchronized SharedRedshift get() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /** Starts another one. */
  public static SharedRedshift start() {
    try {
      java.nio.file.Path directory = Files.createTempDirectory("larder-redshift");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(directory.toFile())));
      LocalCertificate certificate = LocalCertificate.makeIn(directory);
      Map<String, String> environment = new HashMap<>();
      environment.put("REDSHIFT_USER", USER);
      environment.put("REDSHIFT_PASSWORD", PASSWORD);
      environment.put("REDSHIFT_KEYS", directory.resolve("keys.p12").toString());
      environment.put("REDSHIFT_KEYS_PASSWORD", certificate.password());
      environment.put("AWS_ENDPOINT_URL_S3", SharedS3.endpoint());
      environment.put("AWS_ACCESS_KEY_ID", SharedS3.ACCESS_KEY);
      environment.put("AWS_SECRET_ACCESS_KEY", SharedS3.SECRET_KEY);
      environment.put("AWS_REGION", SharedS3.REGION);
      return new SharedRedshift(
          StandIn.start("Redshift", environment, "0", DATABASE, CLUSTER, ROLE), certificate.pem());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return Integer.parseInt(process.address().split(" ", 2)[0]);
  }

  /** Of the AWS services that say where it is, and log in. */
  public String servicesUrl() {
    return process.address().split(" ", 2)[1];
  }

  /** The authority of its certificate. */
  public java.nio.file.Path certificate() {
    return certificate;
  }

  /** Runs statements. */
  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The first column of a query's rows. */
  public List<String> query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** A connection of the user who logs in by password. */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.put("user", USER);
    properties.put("password", PASSWORD);
    properties.put("sslrootcert", certificate.toString());
    return new Driver().connect("jdbc:redshift://localhost:" + port() + "/" + DATABASE, properties);
  }

  /**
   * The text of a {@code feature_store.yaml} with it as the offline store.
   *
   * @param bucket for staging
   * @param larder further lines of the block {@code larder}
   */
  public String featureStoreYaml(String bucket, String connectionString, String... larder)
      throws Exception {
    java.nio.file.Path password =
        Files.writeString(certificate.resolveSibling("password"), PASSWORD);
    StringBuilder yaml =
        new StringBuilder(
            """
            project: credit_scoring_aws
            registry: registry.db
            provider: aws
            online_store:
              type: redis
              redis_type: redis_cluster
              connection_string: %s
            offline_store:
              type: redshift
              cluster_id: %s
              region: us-west-2
              user: %s
              database: %s
              s3_staging_location: s3://%s/feast
              iam_role: %s
            entity_key_serialization_version: 2
            larder:
              redshift_host: localhost
              redshift_port: %d
              redshift_password: file:%s
              redshift_root_certificate: %s
            """
                .formatted(
                    connectionString,
                    CLUSTER,
                    USER,
                    DATABASE,
                    bucket,
                    ROLE,
                    port(),
                    password,
                    certificate));
    for (String line : larder) {
      yaml.append("  ").append(line).append('\n');
    }
    return yaml.toString();
  }

  /** What Hadoop needs to read what it unloads. */
  public static Map<String, String> hadoopSettings() {
    return Map.of(
        "fs.s3a.endpoint",
        SharedS3.endpoint(),
        "fs.s3a.endpoint.region",
        SharedS3.REGION,
        "fs.s3a.path.style.access",
        "true",
        "fs.s3a.connection.ssl.enabled",
        "false",
        "fs.s3a.access.key",
        SharedS3.ACCESS_KEY,
        "fs.s3a.secret.key",
        SharedS3.SECRET_KEY,
        "fs.s3a.attempts.maximum",
        "2");
  }

  /** Lets Spark's session read what it unloads. */
  public static void readableBySpark() {
    Configuration hadoop = SharedSpark.session().sparkContext().hadoopConfiguration();
    hadoopSettings().forEach(hadoop::set);
  }

  /** Takes back what {@link #readableBySpark} says, for tests that say it in another way. */
  public static void notReadableBySpark() {
    Configuration hadoop = SharedSpark.session().sparkContext().hadoopConfiguration();
    hadoopSettings().keySet().forEach(hadoop::unset);
  }

  /** The files in a bucket; not the empty objects that mark folders. */
  public static List<String> staged(String bucket) throws IOException {
    Path root = new Path("s3a://" + bucket + "/");
    FileSystem fileSystem =
        root.getFileSystem(SharedSpark.session().sparkContext().hadoopConfiguration());
    List<String> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(root, true);
    while (found.hasNext()) {
      files.add(found.next().getPath().toString());
    }
    return files;
  }

  /** Ends it, whoever is connected. */
  public void end() {
    process.close();
  }

  @Override
  public void close() {
    end();
  }
}
