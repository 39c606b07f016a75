package dev.larder.testing;

import java.util.Map;
import java.util.TreeMap;

/** Lets the AWS SDK find a test's own settings, and none of this machine's. */
public final class AwsKeys implements AutoCloseable {
  private final Map<String, String> before = new TreeMap<>();

  private AwsKeys(Map<String, String> properties) {
    properties.forEach((name, value) -> before.put(name, System.getProperty(name, "")));
    properties.forEach(System::setProperty);
  }

  /** Runs with an access key. */
  public static void with(String accessKey, String secretKey, Runnable work) {
    with(Map.of("aws.accessKeyId", accessKey, "aws.secretAccessKey", secretKey), work);
  }

  /** Runs with some of the JVM's properties, which are as before afterwards. */
  public static void with(Map<String, String> properties, Runnable work) {
    AwsKeys keys = set(properties);
    try {
      work.run();
    } finally {
      keys.close();
    }
  }

  /** Sets some of the JVM's properties until it is closed. */
  public static AwsKeys set(Map<String, String> properties) {
    return new AwsKeys(properties);
  }

  @Override
  public void close() {
    before.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }
}
