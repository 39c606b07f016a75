package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.testing.AwsKeys;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against Signature Version 4 by hand, as AWS publishes it ("Create a signed AWS API request"),
 * with the parameters of ElastiCache's log-in.
 */
class ElastiCacheIamLoginTest {
  private static final Instant NOW = Instant.parse("2026-11-28T13:45:09.987Z");
  private static final String ACCESS_KEY = "AKIDEXAMPLE";
  private static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  @ParameterizedTest
  @CsvSource({"false, ", "true, ", "false, IQoJb3JpZ2luX2VjEJr//session+token=="})
  void theTokenIsAPresignedRequestToConnect(boolean serverless, String session) {
    ElastiCacheIamLogin login =
        new ElastiCacheIamLogin("iam-larder", "prod-features", "eu-central-1", serverless);
    Map<String, String> keys = new TreeMap<>();
    keys.put("aws.accessKeyId", ACCESS_KEY);
    keys.put("aws.secretAccessKey", SECRET_KEY);
    if (session != null) {
      keys.put("aws.sessionToken", session);
    }
    AwsKeys.with(
        keys,
        () -> {
          List<String> words = login.words(NOW);
          assertThat(words).hasSize(2).first().isEqualTo("iam-larder");
          assertThat(parameters(words.get(1)))
              .isEqualTo(parameters(byHand(serverless, session)))
              .containsEntry("X-Amz-Expires", "900");
          assertThat(words.get(1)).startsWith("prod-features/?");
        });
  }

  private static Map<String, String> parameters(String token) {
    return Arrays.stream(token.split("\\?", 2)[1].split("&", -1))
        .map(parameter -> parameter.split("=", 2))
        .collect(Collectors.toMap(p -> p[0], p -> p[1], (a, b) -> a, TreeMap::new));
  }

  private static String byHand(boolean serverless, String session) {
    String time =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").format(NOW.atOffset(ZoneOffset.UTC));
    String day = time.substring(0, 8);
    String scope = day + "/eu-central-1/elasticache/aws4_request";
    Map<String, String> query = new TreeMap<>();
    query.put("Action", "connect");
    query.put("User", "iam-larder");
    query.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
    query.put("X-Amz-Credential", ACCESS_KEY + "/" + scope);
    query.put("X-Amz-Date", time);
    query.put("X-Amz-Expires", "900");
    query.put("X-Amz-SignedHeaders", "host");
    if (serverless) {
      query.put("ResourceType", "ServerlessCache");
    }
    if (session != null) {
      query.put("X-Amz-Security-Token", session);
    }
    String canonicalQuery =
        query.entrySet().stream()
            .map(e -> e.getKey() + "=" + encode(e.getValue()))
            .collect(Collectors.joining("&"));
    String canonicalRequest =
        String.join("\n", "GET", "/", canonicalQuery, "host:prod-features", "", "host", sha256(""));
    String toSign = String.join("\n", "AWS4-HMAC-SHA256", time, scope, sha256(canonicalRequest));
    byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return "prod-features/?"
        + canonicalQuery
        + "&X-Amz-Signature="
        + HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String sha256(String text) {
    return DigestUtils.sha256Hex(text);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void eachSecondHasItsOwnToken() {
    ElastiCacheIamLogin login = new ElastiCacheIamLogin("u", "c", "eu-central-1", false);
    AwsKeys.with(
        ACCESS_KEY,
        SECRET_KEY,
        () -> assertThat(login.words(NOW)).isNotEqualTo(login.words(NOW.plusSeconds(1))));
  }

  @Test
  void withoutCredentialsTheUserIsToldWhere() {
    ElastiCacheIamLogin login = new ElastiCacheIamLogin("u", "c", "eu-central-1", false);
    AwsKeys.with(
        Map.of(
            "aws.disableEc2Metadata", "true",
            "aws.sharedCredentialsFile", "/nowhere",
            "aws.configFile", "/nowhere"),
        () ->
            assertThatThrownBy(() -> login.words(NOW))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("larder.redis_iam_user: There are no AWS credentials"));
  }
}
