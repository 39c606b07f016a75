package dev.larder.standins;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Keeps {@code If-Match} as S3 does: of two writers that name the same version one is refused.
 * S3Proxy alone looks first and writes then, so both could get through.
 */
final class OneWriterAtATime extends ForwardingBlobStore {
  OneWriterAtATime(BlobStore store) {
    super(store);
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
    if (request.ifMatch() == null) {
      return super.putBlob(request, payload);
    }
    synchronized (this) {
      try {
        requireMatch(request);
      } catch (S3Exception e) {
        // Else the client is still sending when the connection is closed, and sees no answer.
        drain(payload);
        throw e;
      }
      return super.putBlob(request, payload);
    }
  }

  private static void drain(InputStream payload) {
    try {
      payload.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireMatch(PutObjectRequest request) {
    HeadObjectResponse stored = blobMetadata(request.bucket(), request.key());
    if (stored == null) {
      throw S3Exceptions.noSuchKey(request.bucket(), request.key(), null);
    }
    if (!unquoted(stored.eTag()).equals(unquoted(request.ifMatch()))) {
      throw S3Exceptions.preconditionFailed(null);
    }
  }

  private static String unquoted(String eTag) {
    return eTag.replace("\"", "");
  }
}
