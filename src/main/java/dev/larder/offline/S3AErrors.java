package dev.larder.offline;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says in a few words what Hadoop's S3A takes several lines for. It is known by the names of its
 * exceptions, since a cluster may have another way to S3.
 */
final class S3AErrors {
  /** The most telling first: an exception often is the cause of another of these. */
  private static final List<Map.Entry<String, String>> REASONS =
      List.of(
          Map.entry("UnknownStoreException", "there is no such bucket in S3"),
          Map.entry("NoAuthWithAWSException", "no AWS credentials were found"),
          Map.entry("NoAwsCredentialsException", "no AWS credentials were found"),
          Map.entry("AWSRedirectException", "the bucket is in another region"),
          Map.entry("AWSServiceThrottledException", "S3 has too much to do, after all attempts"),
          Map.entry("AWSStatus500Exception", "S3 has failed, after all attempts"),
          Map.entry(
              "AccessDeniedException",
              "S3 denies it: it does not know the access key, or that has not the right"));

  private static final String HADOOP = "org.apache.hadoop.fs.s3a.";
  private static final Pattern AWS_SDK = Pattern.compile("(com.amazonaws|software.amazon)[.]");

  private S3AErrors() {}

  /** The reason without its full stop; empty for a failure of something else than S3. */
  static Optional<String> reason(Throwable failure) {
    List<Throwable> chain =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause).toList();
    if (chain.stream().noneMatch(S3AErrors::isOfS3)) {
      return Optional.empty();
    }
    return REASONS.stream()
        .filter(
            reason ->
                chain.stream().anyMatch(e -> e.getClass().getSimpleName().equals(reason.getKey())))
        .map(Map.Entry::getValue)
        .findFirst()
        .or(() -> unreachable(chain));
  }

  /** A server that is not there, or does not answer. */
  private static Optional<String> unreachable(List<Throwable> chain) {
    return chain.stream()
        .filter(e -> e instanceof IOException && e.getClass().getName().startsWith("java.net."))
        .reduce((outer, inner) -> inner)
        .map(e -> "S3 cannot be reached: " + e.getMessage());
  }

  private static boolean isOfS3(Throwable e) {
    String name = e.getClass().getName();
    return name.startsWith(HADOOP) || AWS_SDK.matcher(name).lookingAt();
  }
}
