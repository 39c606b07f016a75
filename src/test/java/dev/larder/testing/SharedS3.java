package dev.larder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.io.FileUtils;

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
