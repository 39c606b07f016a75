package dev.larder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build. */
public final class LarderVersion {
  private LarderVersion() {}

  /** As in {@code pom.xml}: {@code 0.1.0}. */
  public static String current() {
    try (InputStream in =
        LarderVersion.class.getResourceAsStream("/dev/larder/version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
