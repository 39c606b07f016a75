package dev.larder.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class S3SettingsTest {
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();

  private S3Settings settings() {
    return S3Settings.of("bucket", properties::get, environment::get);
  }

  @Test
  void withoutAnyTheSdkFindsAll() {
    assertThat(settings()).isEqualTo(new S3Settings(null, null, false, null, null, null));
  }

  @Test
  void theJobComesBeforeFeastAndFeastBeforeTheSdk() {
    environment.put("AWS_ENDPOINT_URL", "http://aws:1");
    assertThat(settings().endpoint()).isEqualTo(URI.create("http://aws:1"));
    environment.put("AWS_ENDPOINT_URL_S3", "http://s3:1");
    assertThat(settings().endpoint()).isEqualTo(URI.create("http://s3:1"));
    environment.put("FEAST_S3_ENDPOINT_URL", "http://feast:1");
    assertThat(settings().endpoint()).isEqualTo(URI.create("http://feast:1"));
    properties.put("spark.hadoop.fs.s3a.endpoint", "job:1");
    assertThat(settings().endpoint()).isEqualTo(URI.create("https://job:1"));
    properties.put("spark.hadoop.fs.s3a.bucket.bucket.endpoint", "http://bucket:1");
    properties.put("spark.hadoop.fs.s3a.bucket.another.endpoint", "http://another:1");
    assertThat(settings().endpoint()).isEqualTo(URI.create("http://bucket:1"));
  }

  @Test
  void aServerOfOnesOwnHasTheBucketInThePathUnlessItIsToldOtherwise() {
    environment.put("AWS_ENDPOINT_URL", "http://minio:9000");
    assertThat(settings().pathStyle()).isTrue();
    properties.put("spark.hadoop.fs.s3a.path.style.access", "false");
    assertThat(settings().pathStyle()).isFalse();
  }

  @Test
  void theRegionIsTheJobsOrTheEnvironments() {
    environment.put("AWS_DEFAULT_REGION", "eu-west-1");
    assertThat(settings().region()).isEqualTo("eu-west-1");
    environment.put("AWS_REGION", "eu-west-2");
    assertThat(settings().region()).isEqualTo("eu-west-2");
    properties.put("spark.hadoop.fs.s3a.endpoint.region", "eu-west-3");
    assertThat(settings().region()).isEqualTo("eu-west-3");
  }

  @Test
  void theJobsKeysAreNotShown() {
    properties.put("spark.hadoop.fs.s3a.access.key", "AKIASHOWN");
    properties.put("spark.hadoop.fs.s3a.secret.key", "secretly");
    properties.put("spark.hadoop.fs.s3a.session.token", "tokenly");
    assertThat(settings().secretKey()).isEqualTo("secretly");
    assertThat(settings().toString()).isEqualTo("AWS");
  }
}
