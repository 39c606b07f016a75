package dev.larder.storage;

import dev.larder.storage.StoredFile.Content;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Buckets with the same settings, read and written through one client. */
final class S3Store {
  private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);
  private static final Map<S3Settings, S3Store> STORES = new ConcurrentHashMap<>();

  /** A version that no object has: an object that is put on its condition is refused. */
  private static final String NO_VERSION = "\"" + "0".repeat(32) + "\"";

  /** The object is of another version, is gone, or was written at the same moment. */
  private static final Set<Integer> REFUSED = Set.of(412, 404, 409);

  private static final int NOT_IMPLEMENTED = 501;

  private enum Preconditions {
    KEPT,
    MISSING,
    UNKNOWN
  }

  private final S3Settings settings;
  private final S3Client client;
  private final Preconditions expected;
  private final Map<String, Preconditions> preconditions = new ConcurrentHashMap<>();

  S3Store(S3Settings settings, S3Client client) {
    this.settings = settings;
    this.client = client;
    // AWS keeps them.
    this.expected = settings.endpoint() == null ? Preconditions.KEPT : Preconditions.UNKNOWN;
  }

  static S3Store of(S3Settings settings) {
    return STORES.computeIfAbsent(
        settings, s -> new S3Store(s, S3Clients.of(s, Duration.ofSeconds(20))));
  }

  S3Settings settings() {
    return settings;
  }

  Optional<Content> get(S3Location at) {
    try {
      ResponseBytes<GetObjectResponse> object =
          client.getObjectAsBytes(request -> request.bucket(at.bucket()).key(at.key()));
      return Optional.of(new Content(object.asByteArrayUnsafe(), object.response().eTag()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  void put(S3Location at, S3PutArguments arguments, byte[] bytes) {
    client.putObject(request(at, arguments).build(), RequestBody.fromBytes(bytes));
  }

  void delete(S3Location at) {
    client.deleteObject(request -> request.bucket(at.bucket()).key(at.key()));
  }

  /** Begins an upload, for which the same right is needed, and leaves it. */
  void requireWritable(S3Location at, S3PutArguments arguments) {
    CreateMultipartUploadRequest.Builder begin =
        CreateMultipartUploadRequest.builder().bucket(at.bucket()).key(at.key());
    String upload = client.createMultipartUpload(arguments.applied(begin).build()).uploadId();
    client.abortMultipartUpload(
        request -> request.bucket(at.bucket()).key(at.key()).uploadId(upload));
  }

  /**
   * Puts an object if it is still of a version, which is null where there is none yet. Where the
   * store takes no conditions, one may come between the look at the version and the write.
   */
  boolean putIfUnchanged(S3Location at, S3PutArguments arguments, byte[] bytes, String version) {
    return switch (preconditions.getOrDefault(at.bucket(), expected)) {
      case KEPT ->
          put(
              version == null
                  ? request(at, arguments).ifNoneMatch("*")
                  : request(at, arguments).ifMatch(version),
              bytes);
      case UNKNOWN -> isOf(at, version) && putFirst(at, arguments, bytes, version);
      case MISSING -> {
        boolean unchanged = isOf(at, version);
        if (unchanged) {
          put(at, arguments, bytes);
        }
        yield unchanged;
      }
    };
  }

  private boolean isOf(S3Location at, String version) {
    return Objects.equals(get(at).map(Content::version).orElse(null), version);
  }

  /**
   * Finds out on the way what the store makes of a condition that does not hold: where it ignores
   * that, it has written what had to be written anyway.
   */
  private boolean putFirst(S3Location at, S3PutArguments arguments, byte[] bytes, String version) {
    try {
      boolean ignored = put(request(at, arguments).ifMatch(NO_VERSION), bytes);
      preconditions.put(at.bucket(), ignored ? missing(at.bucket()) : Preconditions.KEPT);
      return ignored || putIfUnchanged(at, arguments, bytes, version);
    } catch (S3Exception e) {
      if (e.statusCode() != NOT_IMPLEMENTED) {
        throw e;
      }
      preconditions.put(at.bucket(), missing(at.bucket()));
      return putIfUnchanged(at, arguments, bytes, version);
    }
  }

  private Preconditions missing(String bucket) {
    LOG.warn(
        "The bucket {} at {} takes no conditions (If-Match): of two commands that change the same"
            + " registry at the same moment, one may be lost.",
        bucket,
        settings);
    return Preconditions.MISSING;
  }

  /** Whether it was written; false where the condition did not hold. */
  private boolean put(PutObjectRequest.Builder conditional, byte[] bytes) {
    try {
      client.putObject(conditional.build(), RequestBody.fromBytes(bytes));
      return true;
    } catch (S3Exception e) {
      if (REFUSED.contains(e.statusCode()) && !S3Errors.isMissingBucket(e)) {
        return false;
      }
      throw e;
    }
  }

  private static PutObjectRequest.Builder request(S3Location at, S3PutArguments arguments) {
    return arguments.applied(PutObjectRequest.builder().bucket(at.bucket()).key(at.key()));
  }
}
