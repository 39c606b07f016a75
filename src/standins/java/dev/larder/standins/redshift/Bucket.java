package dev.larder.standins.redshift;

import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Where an UNLOAD goes to, and a COPY comes from.
 *
 * @param prefix of the keys
 */
record Bucket(S3Client client, String bucket, String prefix) implements AutoCloseable {
  private static final String SCHEME = "s3://";

  static Bucket of(String location) throws SqlFailure {
    if (!location.startsWith(SCHEME)) {
      throw new SqlFailure("XX000", "The S3 path is not valid: " + location);
    }
    String[] parts = location.substring(SCHEME.length()).split("/", 2);
    return new Bucket(
        S3Client.builder().forcePathStyle(true).build(),
        parts[0],
        parts.length == 1 ? "" : parts[1]);
  }

  boolean isEmpty() throws SqlFailure {
    return call(
        () ->
            client
                .listObjectsV2(request -> request.bucket(bucket).prefix(prefix).maxKeys(1))
                .contents()
                .isEmpty());
  }

  /** The keys that begin with the prefix and end like this, sorted. */
  List<String> keys(String end) throws SqlFailure {
    return call(
        () ->
            client
                .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .filter(key -> key.endsWith(end))
                .sorted()
                .toList());
  }

  void get(String key, Path file) throws SqlFailure {
    call(() -> client.getObject(request -> request.bucket(bucket).key(key), file));
  }

  void put(String name, Path file) throws SqlFailure {
    call(() -> client.putObject(request -> request.bucket(bucket).key(prefix + name), file));
  }

  void put(String name, String text) throws SqlFailure {
    call(
        () ->
            client.putObject(
                request -> request.bucket(bucket).key(prefix + name),
                RequestBody.fromString(text)));
  }

  String url(String name) {
    return SCHEME + bucket + "/" + prefix + name;
  }

  private interface Call<T> {
    T run();
  }

  private <T> T call(Call<T> call) throws SqlFailure {
    try {
      return call.run();
    } catch (S3Exception e) {
      throw SqlFailure.internal(
          "S3ServiceException:%s,Status %d,Error %s,Rid %s"
              .formatted(
                  e.awsErrorDetails().errorMessage(),
                  e.statusCode(),
                  e.awsErrorDetails().errorCode(),
                  e.requestId()),
          8001,
          "Listing bucket=" + bucket + " prefix=" + prefix);
    } catch (SdkClientException e) {
      throw SqlFailure.internal("S3CurlException: " + e.getMessage(), 9002, SCHEME + bucket);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
