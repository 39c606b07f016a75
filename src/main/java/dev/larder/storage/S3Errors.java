package dev.larder.storage;

import dev.larder.UserException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says in one line why S3 did not do as it was asked. */
final class S3Errors {
  private static final String NO_CREDENTIALS = "Unable to load credentials";

  private S3Errors() {}

  static UserException translated(S3Location at, String verb, S3Settings settings, SdkException e) {
    return new UserException(
        at.text(), "The file cannot be " + verb + ": " + reason(at.bucket(), settings, e) + ".", e);
  }

  static boolean isMissingBucket(S3Exception e) {
    return code(e).equals("NoSuchBucket");
  }

  private static String reason(String bucket, S3Settings settings, SdkException e) {
    if (e instanceof S3Exception answer) {
      return answer(bucket, settings, answer);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "there is no host '" + cause.getMessage() + "'";
      } else if (cause instanceof SocketTimeoutException
          || cause instanceof ApiCallAttemptTimeoutException) {
        return "S3 at " + settings + " does not answer";
      } else if (cause instanceof IOException && !(cause.getCause() instanceof IOException)) {
        return "S3 at " + settings + " cannot be reached: " + firstSentence(cause);
      }
    }
    return String.valueOf(e.getMessage()).startsWith(NO_CREDENTIALS)
        ? "no AWS credentials were found; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
            + " AWS_SECRET_ACCESS_KEY"
        : firstSentence(e);
  }

  private static String answer(String bucket, S3Settings settings, S3Exception e) {
    return switch (code(e)) {
      case "NoSuchBucket" -> "there is no bucket '" + bucket + "' in S3 at " + settings;
      case "AccessDenied" ->
          "S3 denies it, to the access key that was used or for want of the right in the bucket's"
              + " policy (also for a missing file, where the bucket may not be listed)";
      case "InvalidAccessKeyId", "SignatureDoesNotMatch" ->
          "S3 does not know the access key, or the secret key does not belong to it";
      case "ExpiredToken", "RequestExpired" -> "the credentials have expired";
      case "SlowDown", "ServiceUnavailable" ->
          "S3 has too much to do (" + e.statusCode() + " " + code(e) + "), after all attempts";
      case "PermanentRedirect", "AuthorizationHeaderMalformed" -> region(bucket, e);
      default -> code(e) + ", " + firstSentence(message(e));
    };
  }

  private static String region(String bucket, S3Exception e) {
    String hint =
        e.awsErrorDetails()
            .sdkHttpResponse()
            .firstMatchingHeader("x-amz-bucket-region")
            .map(region -> "set AWS_REGION to " + region)
            .orElse(firstSentence(message(e)));
    return "the bucket '" + bucket + "' is in another region; " + hint;
  }

  /** AWS's name of the error; its number where the answer has no name. */
  private static String code(S3Exception e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "HTTP " + e.statusCode() : code;
  }

  private static String message(S3Exception e) {
    String message = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    return message == null ? String.valueOf(e.getMessage()) : message;
  }

  private static String firstSentence(Throwable e) {
    return firstSentence(String.valueOf(e.getMessage()));
  }

  private static String firstSentence(String text) {
    return text.lines().findFirst().orElse("no reason is given").replaceFirst("\\.$", "");
  }
}
