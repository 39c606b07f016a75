package dev.larder.standins;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * S3 on this machine, for paths such as {@code http://127.0.0.1:7210/bucket/key}: S3Proxy over a
 * directory that holds the buckets as directories. It takes the requests that the access key of its
 * environment has signed ({@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}), or everybody's
 * where there is none. Once it is ready it prints its URL, and it ends with the process that
 * started it.
 */
public final class S3Endpoint {
  private S3Endpoint() {}

  /**
   * Starts it.
   *
   * @param args the directory, the port (0: a free one), and buckets to be made
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 2) {
      System.err.println("Usage: S3Endpoint DIRECTORY PORT [BUCKET...]");
      System.exit(2);
    }
    Path directory = makePrivate(Path.of(args[0]).toAbsolutePath());
    for (String bucket : List.of(args).subList(2, args.length)) {
      makePrivate(directory.resolve(bucket));
    }
    S3Proxy proxy = proxy(directory, Integer.parseInt(args[1]));
    proxy.start();
    System.out.println("http://127.0.0.1:" + proxy.getPort());
    Parent.awaitExit();
    System.exit(0);
  }

  private static S3Proxy proxy(Path directory, int port) {
    S3Proxy.Builder builder =
        S3Proxy.builder()
            .blobStore(new OneWriterAtATime(new FilesystemNio2BlobStore(directory.toString())))
            .endpoint(URI.create("http://127.0.0.1:" + port))
            // What newer SDKs send and it does not know.
            .ignoreUnknownHeaders(true);
    String accessKey = System.getenv("AWS_ACCESS_KEY_ID");
    if (accessKey != null) {
      builder.awsAuthentication(
          AuthenticationType.AWS_V2_OR_V4, accessKey, System.getenv("AWS_SECRET_ACCESS_KEY"));
    }
    return builder.build();
  }

  /** S3Proxy takes what all users may read on the disk for public. */
  private static Path makePrivate(Path directory) throws IOException {
    Files.createDirectories(directory);
    return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
  }
}
