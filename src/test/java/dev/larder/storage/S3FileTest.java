package dev.larder.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.cli.demo.StandIn;
import dev.larder.storage.StoredFile.Content;
import dev.larder.testing.AwsKeys;
import dev.larder.testing.CapturedLog;
import dev.larder.testing.S3Faults;
import dev.larder.testing.SharedS3;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** Files on a real S3 endpoint that checks signatures. */
class S3FileTest extends StoredFileContract {
  private final String bucket = SharedS3.newBucket();
  private AwsKeys keys;

  @BeforeEach
  void nameTheEndpoint() {
    keys = AwsKeys.set(SharedS3.properties());
  }

  @AfterEach
  void forgetTheEndpoint() {
    keys.close();
  }

  @Override
  String directory() {
    return "s3://" + bucket;
  }

  @Override
  List<String> names() {
    return SharedS3.keys(bucket);
  }

  @Override
  List<String> jvmOptions() {
    return SharedS3.properties().entrySet().stream()
        .map(property -> "-D" + property.getKey() + "=" + property.getValue())
        .toList();
  }

  @Test
  void bothSchemesNameTheSameFile() {
    StoredFile.of("s3a://" + bucket + "/a").write(bytes("one"));
    assertThat(text(StoredFile.of("s3://" + bucket + "/a"))).isEqualTo("one");
  }

  @Test
  void whateverIsPutIsPutWithTheArguments() {
    StoredFile file =
        StoredFile.in(
            directory(), "a", new S3PutArguments(Map.of("CacheControl", "no-store, max-age=0")));
    file.requireWritable();
    file.write(bytes("one"));
    assertThat(cacheControl("a")).isEqualTo("no-store, max-age=0");
    StoredFile.in(directory(), "a").write(bytes("two"));
    assertThat(cacheControl("a")).isNull();
    assertThat(file.writeIfUnchanged(bytes("three"), file.read().orElseThrow().version())).isTrue();
    assertThat(cacheControl("a")).isEqualTo("no-store, max-age=0");
  }

  private String cacheControl(String key) {
    try (S3Client client = SharedS3.client()) {
      return client.headObject(request -> request.bucket(bucket).key(key)).cacheControl();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3:", "s3://", "s3://bucket", "s3://bucket/", "s3a://bucket/directory/"})
  void aBucketOrDirectoryIsNoFile(String location) {
    assertThatThrownBy(() -> StoredFile.of(location))
        .isInstanceOf(UserException.class)
        .hasMessage(location + ": Expected a file in S3, such as s3://bucket/directory/file.");
  }

  @Test
  void aMissingBucketIsNamed() {
    StoredFile file = StoredFile.of("s3://no-such-bucket/a");
    String message = "there is no bucket 'no-such-bucket' in S3 at " + SharedS3.endpoint() + ".";
    assertThatThrownBy(file::read)
        .hasMessage("s3://no-such-bucket/a: The file cannot be read: " + message);
    assertThatThrownBy(() -> file.write(bytes("one")))
        .hasMessage("s3://no-such-bucket/a: The file cannot be written: " + message);
    assertThatThrownBy(file::requireWritable)
        .hasMessage("s3://no-such-bucket/a: The file cannot be written: " + message);
    assertThatThrownBy(() -> file.writeIfUnchanged(bytes("one"), null))
        .hasMessage("s3://no-such-bucket/a: The file cannot be written: " + message);
    assertThatThrownBy(() -> file.writeIfUnchanged(bytes("one"), "\"version\""))
        .isInstanceOfAny(UserException.class)
        .hasMessage("s3://no-such-bucket/a: The file cannot be written: " + message);
  }

  @Test
  void wrongKeysAreNamedAndNotShown() {
    Map<String, String> wrong =
        Map.of(
            "spark.hadoop.fs.s3a.access.key",
            SharedS3.ACCESS_KEY,
            "spark.hadoop.fs.s3a.secret.key",
            "not-the-secret-key");
    AwsKeys.with(
        wrong,
        () ->
            assertThatThrownBy(() -> file("a").read())
                .isInstanceOf(UserException.class)
                .hasMessage(
                    "s3://"
                        + bucket
                        + "/a: The file cannot be read: S3 does not know the access key, or the"
                        + " secret key does not belong to it."));
  }

  @Test
  void thatThereAreNoKeysIsSaid() throws Exception {
    through(
        Optional::of,
        () ->
            AwsKeys.with(
                Map.of(
                    "aws.accessKeyId", "",
                    "aws.secretAccessKey", "",
                    "aws.disableEc2Metadata", "true"),
                () ->
                    assertThatThrownBy(() -> file("a").read())
                        .isInstanceOf(UserException.class)
                        .hasMessage(
                            "s3://"
                                + bucket
                                + "/a: The file cannot be read: no AWS credentials were found; set"
                                + " AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")));
  }

  @Test
  void anEndpointWhereNobodyListensIsNamed() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    AwsKeys.with(
        Map.of("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:" + port),
        () ->
            assertThatThrownBy(() -> file("a").read())
                .isInstanceOf(UserException.class)
                .hasMessage(
                    "s3://"
                        + bucket
                        + "/a: The file cannot be read: S3 at http://127.0.0.1:"
                        + port
                        + " cannot be reached: Connection refused."));
  }

  @Test
  void aServerThatStaysSilentIsNamed() throws Exception {
    try (S3Faults silent = S3Faults.before(SharedS3.endpoint(), head -> Optional.empty())) {
      S3Settings settings =
          new S3Settings(URI.create(silent.address()), null, true, "key", "secret", null);
      S3File file =
          new S3File(
              S3Location.parse(directory() + "/a"),
              new S3Store(settings, S3Clients.of(settings, Duration.ofMillis(200))),
              S3PutArguments.NONE);
      assertThatThrownBy(file::read)
          .isInstanceOf(UserException.class)
          .hasMessage(
              directory()
                  + "/a: The file cannot be read: S3 at "
                  + silent.address()
                  + " does not answer.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          503 | SlowDown           | S3 has too much to do (503 SlowDown), after all attempts.
          500 | InternalError      | InternalError, InternalError.
          403 | AccessDenied       | S3 denies it, to the access key that was used or for want of the right in the bucket's policy (also for a missing file, where the bucket may not be listed).
          301 | PermanentRedirect  | the bucket '%s' is in another region; set AWS_REGION to eu-west-1.
          400 | ExpiredToken       | the credentials have expired.
          """)
  void whatS3AnswersIsOneLine(int status, String code, String reason) throws Exception {
    String answer = S3Faults.error(status, code, "x-amz-bucket-region: eu-west-1\r\n");
    through(
        head -> Optional.of(answer),
        () ->
            assertThatThrownBy(() -> file("a").write(bytes("one")))
                .isInstanceOf(UserException.class)
                .hasMessage(
                    "%s/a: The file cannot be written: %s",
                    directory(), reason.replace("%s", bucket)));
  }

  @Test
  void whatPassesIsTriedAgain() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    through(
        head ->
            Optional.of(
                requests.getAndIncrement() % 3 < 2 ? S3Faults.error(503, "SlowDown") : head),
        () -> {
          StoredFile file = file("a");
          file.write(bytes("one"));
          String version = file.read().map(Content::version).orElseThrow();
          assertThat(file.writeIfUnchanged(bytes("two"), version)).isTrue();
          assertThat(text(file)).isEqualTo("two");
        });
  }

  @Test
  void aWriteAtTheSameMomentIsLeftToTheCaller() throws Exception {
    AtomicInteger puts = new AtomicInteger();
    through(
        head ->
            // The first asks whether conditions are kept.
            Optional.of(
                head.startsWith("PUT") && puts.incrementAndGet() == 2
                    ? S3Faults.error(409, "ConditionalRequestConflict")
                    : head),
        () -> {
          assertThat(file("a").writeIfUnchanged(bytes("one"), null)).isFalse();
          assertThat(file("a").writeIfUnchanged(bytes("one"), null)).isTrue();
        });
  }

  @Test
  void aStoreThatRefusesConditionsIsSaidOnceAndWrittenWithout() throws Exception {
    Function<String, Optional<String>> refusing =
        head ->
            Optional.of(
                head.toLowerCase(Locale.ROOT).matches("(?s).*\r\nif-(none-)?match:.*")
                    ? S3Faults.error(501, "NotImplemented")
                    : head);
    try (CapturedLog log = CapturedLog.start()) {
      through(refusing, this::onlyTheVersionThatWasReadIsReplacedHere);
      assertThat(log.text()).containsOnlyOnce("takes no conditions (If-Match)");
    }
  }

  @Test
  void aStoreThatIgnoresConditionsIsSaidOnceAndWrittenWithout(@TempDir Path open) throws Exception {
    // Not to be had with signatures, of which the conditions are a part.
    try (StandIn unsigned = StandIn.start("S3Endpoint", Map.of(), open.toString(), "0", bucket);
        S3Faults ignoring =
            S3Faults.before(
                unsigned.address(),
                head -> Optional.of(head.replaceAll("(?i)\r\nif-(none-)?match:[^\r]*", "")));
        CapturedLog log = CapturedLog.start()) {
      AwsKeys.with(
          SharedS3.properties(ignoring.address()), this::onlyTheVersionThatWasReadIsReplacedHere);
      assertThat(log.text()).containsOnlyOnce("takes no conditions (If-Match)");
    }
  }

  private void onlyTheVersionThatWasReadIsReplacedHere() {
    StoredFile file = file("a");
    assertThat(file.writeIfUnchanged(bytes("one"), "other")).isFalse();
    assertThat(file.writeIfUnchanged(bytes("one"), null)).isTrue();
    assertThat(file.writeIfUnchanged(bytes("two"), null)).isFalse();
    String version = file.read().map(Content::version).orElseThrow();
    assertThat(file.writeIfUnchanged(bytes("two"), version)).isTrue();
    assertThat(file.writeIfUnchanged(bytes("three"), version)).isFalse();
    assertThat(text(file)).isEqualTo("two");
  }

  private static void through(Function<String, Optional<String>> rule, Runnable work)
      throws Exception {
    try (S3Faults faults = S3Faults.before(SharedS3.endpoint(), rule)) {
      AwsKeys.with(Map.of("spark.hadoop.fs.s3a.endpoint", faults.address()), work);
    }
  }
}
