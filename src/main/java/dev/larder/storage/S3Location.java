package dev.larder.storage;

import dev.larder.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An object of S3: {@code s3://bucket/key}, or {@code s3a:} in place of {@code s3:}. */
record S3Location(String text, String bucket, String key) {
  private static final Pattern SCHEME = Pattern.compile("(?i)s3a?:.*", Pattern.DOTALL);
  private static final Pattern OBJECT =
      Pattern.compile("(?i)s3a?://([^/]+)/(.*[^/])", Pattern.DOTALL);

  static boolean matches(String location) {
    return SCHEME.matcher(location).matches();
  }

  static S3Location parse(String location) {
    Matcher matcher = OBJECT.matcher(location);
    if (!matcher.matches()) {
      throw new UserException(
          location, "Expected a file in S3, such as s3://bucket/directory/file.");
    }
    return new S3Location(location, matcher.group(1), matcher.group(2));
  }
}
