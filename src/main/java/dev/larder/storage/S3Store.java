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
    MISSING
  }

  private enum Outcome {
    WRITTEN,
    REFUSED,
    NOT_IMPLEMENTED
  }

  private final S3Settings settings;
  private final S3Client client;
  private final Map<String, Preconditions> preconditions = new ConcurrentHashMap<>();

  S3Store(S3Settings settings, S3Client client) {
    this.settings = settings;
    this.client = client;
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

  void put(S3Location at, byte[] bytes) {
    client.putObject(request(at).build(), RequestBody.fromBytes(bytes));
  }

  void delete(S3Location at) {
    client.deleteObject(request -> request.bucket(at.bucket()).key(at.key()));
  }

  /** Begins an upload, for which the same right is needed, and leaves it. */
  void requireWritable(S3Location at) {
    String upload =
        client
            .createMultipartUpload(request -> request.bucket(at.bucket()).key(at.key()))
            .uploadId();
    client.abortMultipartUpload(
        request -> request.bucket(at.bucket()).key(at.key()).uploadId(upload));
  }

  /**
   * Puts an object if it is still of a version, which is null where there is none yet. Where the
   * store takes no conditions, one may come between the look at the version and the write.
   */
  boolean putIfUnchanged(S3Location at, byte[] bytes, String version) {
    Preconditions kept =
        settings.endpoint() == null ? Preconditions.KEPT : preconditions.get(at.bucket());
    if (kept != Preconditions.KEPT
        && !Objects.equals(get(at).map(Content::version).orElse(null), version)) {
      return false;
    }
    if (kept == null) {
      // What this writes where the condition is ignored is what has to be written anyway.
      Outcome outcome = put(request(at).ifMatch(NO_VERSION), bytes);
      kept = outcome == Outcome.REFUSED ? Preconditions.KEPT : missing(at.bucket());
      preconditions.put(at.bucket(), kept);
      if (outcome == Outcome.WRITTEN) {
        return true;
      }
    }
    if (kept == Preconditions.MISSING) {
      put(at, bytes);
      return true;
    }
    PutObjectRequest.Builder request = request(at);
    return put(version == null ? request.ifNoneMatch("*") : request.ifMatch(version), bytes)
        == Outcome.WRITTEN;
  }

  private Preconditions missing(String bucket) {
    LOG.warn(
        "The bucket {} at {} takes no conditions (If-Match): of two commands that change the same"
            + " registry at the same moment, one may be lost.",
        bucket,
        settings);
    return Preconditions.MISSING;
  }

  private Outcome put(PutObjectRequest.Builder conditional, byte[] bytes) {
    try {
      client.putObject(conditional.build(), RequestBody.fromBytes(bytes));
      return Outcome.WRITTEN;
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_IMPLEMENTED) {
        return Outcome.NOT_IMPLEMENTED;
      } else if (REFUSED.contains(e.statusCode()) && !S3Errors.isMissingBucket(e)) {
        return Outcome.REFUSED;
      }
      throw e;
    }
  }

  private static PutObjectRequest.Builder request(S3Location at) {
    return PutObjectRequest.builder().bucket(at.bucket()).key(at.key());
  }
}
