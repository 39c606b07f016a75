package dev.larder.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class S3PutArgumentsTest {
  private final S3PutArguments arguments =
      new S3PutArguments(
          Map.of(
              "ServerSideEncryption", "aws:kms",
              "SSEKMSKeyId", "key",
              "BucketKeyEnabled", "true"));

  @Test
  void aPutIsEncryptedAsTheyHaveIt() {
    PutObjectRequest put = arguments.applied(PutObjectRequest.builder()).build();
    assertThat(put.serverSideEncryptionAsString()).isEqualTo("aws:kms");
    assertThat(put.ssekmsKeyId()).isEqualTo("key");
    assertThat(put.bucketKeyEnabled()).isTrue();
  }

  @Test
  void anUploadInPartsTakesThoseThatItKnows() {
    CreateMultipartUploadRequest upload =
        arguments.applied(CreateMultipartUploadRequest.builder()).build();
    assertThat(upload.serverSideEncryptionAsString()).isEqualTo("aws:kms");
    assertThat(upload.bucketKeyEnabled()).isTrue();
  }

  @Test
  void whatDiffersFromPutToPutIsNotTheirs() {
    assertThat(S3PutArguments.names())
        .contains("ACL", "ServerSideEncryption", "StorageClass", "Tagging")
        .doesNotContain("Bucket", "Key", "Body", "IfMatch", "ChecksumSHA256", "WriteOffsetBytes");
  }
}
