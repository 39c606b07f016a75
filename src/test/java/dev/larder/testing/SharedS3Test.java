package dev.larder.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The stand-in does what the tests take for granted. */
class SharedS3Test {
  private final String bucket = SharedS3.newBucket();

  @Test
  void takesSignedRequestsAlone() throws Exception {
    try (S3Client client = SharedS3.client()) {
      client.putObject(r -> r.bucket(bucket).key("a/b"), RequestBody.fromString("text"));
      assertThat(client.getObjectAsBytes(r -> r.bucket(bucket).key("a/b")).asUtf8String())
          .isEqualTo("text");
    }
    try (S3Client client = SharedS3.client("another")) {
      assertThatThrownBy(() -> client.getObject(r -> r.bucket(bucket).key("a/b")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
    for (String path : List.of("/", "/" + bucket, "/" + bucket + "/a/b")) {
      HttpRequest unsigned = HttpRequest.newBuilder(URI.create(SharedS3.endpoint() + path)).build();
      assertThat(HttpClient.newHttpClient().send(unsigned, BodyHandlers.discarding()).statusCode())
          .as(path)
          .isEqualTo(403);
    }
  }

  @Test
  void letsOneOfManyThroughThatReplaceTheSameVersion() {
    try (S3Client client = SharedS3.client()) {
      String version =
          client.putObject(r -> r.bucket(bucket).key("k"), RequestBody.fromString("first")).eTag();
      List<CompletableFuture<Boolean>> writers =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> replaced(client, version, "by writer " + i)))
              .toList();
      assertThat(writers.stream().map(CompletableFuture::join)).containsOnlyOnce(true);
    }
  }

  private boolean replaced(S3Client client, String version, String text) {
    try {
      client.putObject(
          r -> r.bucket(bucket).key("k").ifMatch(version), RequestBody.fromString(text));
      return true;
    } catch (S3Exception e) {
      assertThat(e.statusCode()).isEqualTo(412);
      return false;
    }
  }
}
