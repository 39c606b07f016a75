package dev.larder.cli.demo;

import dev.larder.storage.StoredFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The architecture of the AWS post on this machine: {@link LocalAws}, and a Redis Cluster with TLS
 * and users.
 */
final class AwsPlatform implements DemoPlatform {
  private static final String BUCKET = "s3://" + LocalAws.BUCKET + "/";
  private static final String USER = "larder";

  /** What the template has of Larder's own settings begins so. */
  private static final String LARDER = "# Larder's own settings";

  /** What a user needs who materializes and verifies. */
  private static final List<String> RIGHTS =
      List.of(
          ("on ~*credit_scoring_aws -@all +cluster|slots +asking +info +restore +hmget +hset"
                  + " +expire +wait +watch +multi +exec +unwatch +exists +scan")
              .split(" "));

  private final PrintWriter out;
  private final Path directory;
  private final Path redisPassword;
  private final LocalCertificate certificate;
  private final LocalAws aws;
  private final LocalRedisCluster redis;

  /**
   * Starts everything.
   *
   * @param demo where the objects of S3 go, in a directory {@code s3}
   * @param out gets the statements that load the tables
   * @throws dev.larder.UserException where a part cannot be started
   */
  AwsPlatform(Path demo, PrintWriter out) throws IOException {
    this.out = out;
    directory = Files.createTempDirectory("larder-aws");
    certificate = LocalCertificate.makeIn(directory);
    aws = new LocalAws(demo.resolve("s3"), certificate);
    redis = LocalRedisCluster.startSecure(certificate);
    String password = UUID.randomUUID().toString();
    redisPassword = Files.writeString(directory.resolve("redis-password"), password);
    List<String> rules = new ArrayList<>(RIGHTS);
    rules.add(">" + password);
    redis.setUser(USER, rules.toArray(String[]::new));
  }

  /** The values of its variables, and whom to trust; all else is as on AWS. */
  @Override
  public String configured(String featureStoreYaml) {
    String endpoint =
        redis.connectionString() + ",username=" + USER + ",ssl_ca_certs=" + certificate.pem();
    return featureStoreYaml
            .substring(0, featureStoreYaml.indexOf(LARDER))
            .replaceFirst("connection_string: .*", "connection_string: " + endpoint)
            .replace("${AWS_REGION}", LocalAws.REGION)
            .replace("${REDSHIFT_CLUSTER}", LocalAws.CLUSTER)
            .replace("${STAGING_BUCKET}", LocalAws.BUCKET)
            .replace("${REDSHIFT_ROLE}", LocalAws.ROLE)
        + """
        # Larder's own settings, which Feast ignores.
        larder:
          redis_password: file:%s
          redshift_root_certificate: %s
        """
            .formatted(redisPassword, certificate.pem());
  }

  @Override
  public String load(Path tables) throws IOException {
    for (String table : DemoData.TABLES) {
      upload(tables.resolve(table), BUCKET + "tables/" + table);
    }
    List<String> statements =
        List.of(
            "CREATE SCHEMA spectrum",
            create("zipcode_features", ZipCode.SCHEMA),
            copy("zipcode_features", DemoData.ZIP_CODES),
            create("credit_history", CreditReport.SCHEMA),
            copy("credit_history", DemoData.CREDIT_REPORTS));
    statements.forEach(statement -> out.println("redshift> " + statement));
    out.flush();
    aws.execute(statements);
    return BUCKET + "tables/" + DemoData.LOANS;
  }

  /** A table is a file, or a folder of files as Spark writes it. */
  private static void upload(Path table, String location) throws IOException {
    try (Stream<Path> files = Files.walk(table)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        if (Files.isRegularFile(file)) {
          String name = table.relativize(file).toString();
          StoredFile.of(name.isEmpty() ? location : location + "/" + name)
              .write(Files.readAllBytes(file));
        }
      }
    }
  }

  /** Of columns in Spark's words. */
  private static String create(String table, String schema) {
    return "CREATE TABLE spectrum."
        + table
        + " ("
        + schema.replace("STRING", "VARCHAR(256)").replace("TIMESTAMP_NTZ", "TIMESTAMP")
        + ")";
  }

  private static String copy(String table, String file) {
    return "COPY spectrum.%s FROM '%stables/%s' IAM_ROLE '%s' FORMAT AS PARQUET"
        .formatted(table, BUCKET, file, LocalAws.ROLE);
  }

  @Override
  public String result(Path demo, String name) {
    return BUCKET + name;
  }

  @Override
  public void close() {
    redis.close();
    aws.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // What is left lies in the directory for temporary files.
    }
  }
}
