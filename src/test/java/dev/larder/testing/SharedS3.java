package dev.larder.testing;

import dev.larder.cli.demo.StandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One S3 endpoint for all tests of a JVM, which takes signed requests alone; each test makes a
 * bucket of its own.
 */
public final class SharedS3 {
  public static final String ACCESS_KEY = "AKIALARDERTESTS";
  public static final String SECRET_KEY = "secret-key-of-the-tests";
  public static final String REGION = "us-east-1";

  private static Path buckets;
  private static StandIn server;

  private SharedS3() {}

  private static synchronized StandIn server() {
    if (server == null) {
      try {
        buckets = Files.createTempDirectory("larder-s3");
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(buckets.toFile())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server =
          StandIn.start(
              "S3Endpoint",
              Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY),
              buckets.toString(),
              "0");
    }
    return server;
  }

  /** Its URL. */
  public static String endpoint() {
    return server().address();
  }

  /** The JVM's properties by which both Hadoop and Larder's own client find it. */
  public static Map<String, String> properties() {
    return properties(endpoint());
  }

  /** The same for another endpoint before it. */
  public static Map<String, String> properties(String endpoint) {
    return Map.of(
        "spark.hadoop.fs.s3a.endpoint", endpoint,
        "spark.hadoop.fs.s3a.endpoint.region", REGION,
        "aws.accessKeyId", ACCESS_KEY,
        "aws.secretAccessKey", SECRET_KEY,
        // By the name of the SDK's version 1.
        "aws.secretKey", SECRET_KEY);
  }

  /** The environment by which another process finds it. */
  public static Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL", endpoint(),
        "AWS_REGION", REGION,
        "AWS_ACCESS_KEY_ID", ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
  }

  /** A client that the test closes. */
  public static S3Client client() {
    return client(SECRET_KEY);
  }

  static S3Client client(String secretKey) {
    return S3Client.builder()
        .endpointOverride(URI.create(endpoint()))
        .forcePathStyle(true)
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, secretKey)))
        .build();
  }

  /** Copies all files of a local directory beneath a prefix, which is empty or ends in a slash. */
  public static void upload(Path directory, String bucket, String prefix) {
    try (S3Client client = client();
        Stream<Path> files = Files.walk(directory)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file ->
                  client.putObject(
                      request -> request.bucket(bucket).key(prefix + directory.relativize(file)),
                      file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An object as text. */
  public static String text(String bucket, String key) {
    try (S3Client client = client()) {
      return client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asUtf8String();
    }
  }

  /** The keys of a bucket, sorted. */
  public static List<String> keys(String bucket) {
    try (S3Client client = client()) {
      return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
          .map(S3Object::key)
          .toList();
    }
  }

  /** Makes an empty bucket, and returns its name. */
  public static String newBucket() {
    server();
    String name = "larder-" + UUID.randomUUID();
    try {
      Files.createDirectory(
          buckets.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }
}
