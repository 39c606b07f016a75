package dev.larder.storage;

import java.net.URI;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Where a bucket is and who asks for it, where that is said at all: else the AWS SDK finds it as
 * usual. First comes what a Spark job was submitted with ({@code spark.hadoop.fs.s3a.*}, also for
 * one bucket as Hadoop has it), then the environment: Feast's {@code FEAST_S3_ENDPOINT_URL}, the
 * SDK's {@code AWS_ENDPOINT_URL_S3}, {@code AWS_ENDPOINT_URL}, {@code AWS_REGION}, and {@code
 * AWS_DEFAULT_REGION}.
 *
 * @param endpoint another than AWS's; null for that
 * @param region null for the one that the SDK finds
 * @param pathStyle whether the bucket stands in the path, not in the host's name
 * @param accessKey null for what the SDK finds
 * @param secretKey null with the access key
 * @param sessionToken of temporary credentials; null for others
 */
public record S3Settings(
    URI endpoint,
    String region,
    boolean pathStyle,
    String accessKey,
    String secretKey,
    String sessionToken) {

  /** The settings of all buckets that have none of their own. */
  public static S3Settings common() {
    return of("");
  }

  /** The settings of a bucket as they are now. */
  public static S3Settings of(String bucket) {
    return of(bucket, System::getProperty, System::getenv);
  }

  static S3Settings of(
      String bucket, UnaryOperator<String> properties, UnaryOperator<String> environment) {
    UnaryOperator<String> hadoop =
        name ->
            first(
                properties,
                "spark.hadoop.fs.s3a.bucket." + bucket + "." + name,
                "spark.hadoop.fs.s3a." + name);
    String endpoint =
        Stream.of(
                hadoop.apply("endpoint"),
                first(environment, "FEAST_S3_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"),
                first(environment, "AWS_ENDPOINT_URL"))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    String region = hadoop.apply("endpoint.region");
    String pathStyle = hadoop.apply("path.style.access");
    return new S3Settings(
        endpoint == null ? null : uri(endpoint),
        region == null ? first(environment, "AWS_REGION", "AWS_DEFAULT_REGION") : region,
        // A server of one's own seldom has a host name for each bucket.
        pathStyle == null ? endpoint != null : Boolean.parseBoolean(pathStyle),
        hadoop.apply("access.key"),
        hadoop.apply("secret.key"),
        hadoop.apply("session.token"));
  }

  /** Hadoop takes a host without its scheme, and means HTTPS. */
  private static URI uri(String endpoint) {
    return URI.create(endpoint.contains("://") ? endpoint : "https://" + endpoint);
  }

  private static String first(UnaryOperator<String> values, String... names) {
    return Stream.of(names)
        .map(values)
        .filter(value -> value != null && !value.isBlank())
        .findFirst()
        .orElse(null);
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return endpoint == null ? "AWS" : endpoint.toString();
  }
}
