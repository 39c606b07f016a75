package dev.larder.testing;

import java.util.Map;
import java.util.TreeMap;

/** Lets the AWS SDK find a test's own settings, and none of this machine's. */
public final class AwsKeys {
  private AwsKeys() {}

  /** Runs with an access key. */
  public static void with(String accessKey, String secretKey, Runnable work) {
    with(Map.of("aws.accessKeyId", accessKey, "aws.secretAccessKey", secretKey), work);
  }

  /** Runs with some of the JVM's properties, which are as before afterwards. */
  public static void with(Map<String, String> properties, Runnable work) {
    Map<String, String> before = new TreeMap<>();
    properties.forEach((name, value) -> before.put(name, System.getProperty(name, "")));
    properties.forEach(System::setProperty);
    try {
      work.run();
    } finally {
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
}
