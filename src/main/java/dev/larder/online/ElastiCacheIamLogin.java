package dev.larder.online;

import dev.larder.UserException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * A log-in to Amazon ElastiCache by IAM: the password is a presigned request that nobody ever
 * sends. It is good for a new connection during 15 minutes, and ElastiCache ends the connection
 * after 12 hours. Users of this kind may run no transactions.
 *
 * @param user of ElastiCache, whose id is its name
 * @param cluster the replication group's id, or the serverless cache's name
 * @param region AWS' name of it
 * @param serverless whether it is a serverless cache
 */
public record ElastiCacheIamLogin(String user, String cluster, String region, boolean serverless)
    implements RedisLogin {
  private static final long serialVersionUID = 1L;
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(15);
  private static final String SCHEME = "http://";

  @Override
  public List<String> words(Instant now) {
    return List.of(user, token(credentials(), now));
  }

  /** Read anew each time: what a role gives does not live for long. */
  private static AwsCredentials credentials() {
    try (DefaultCredentialsProvider provider = DefaultCredentialsProvider.builder().build()) {
      return provider.resolveCredentials();
    } catch (SdkClientException e) {
      throw new UserException(
          "larder.redis_iam_user",
          "There are no AWS credentials here to log in with: neither in the environment, nor a"
              + " profile, nor the machine's role.",
          e);
    }
  }

  private String token(AwsCredentials credentials, Instant now) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create(SCHEME + cluster + "/"))
            .putRawQueryParameter("Action", "connect")
            .putRawQueryParameter("User", user);
    if (serverless) {
      request.putRawQueryParameter("ResourceType", "ServerlessCache");
    }
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(credentials)
                    .request(request.build())
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "elasticache")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, TOKEN_LIFE)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
        .request()
        .getUri()
        .toString()
        .substring(SCHEME.length());
  }

  /** An hour less than ElastiCache has it, for what is under way. */
  @Override
  public Duration longestConnection() {
    return Duration.ofHours(11);
  }

  @Override
  public boolean allowsTransactions() {
    return false;
  }
}
