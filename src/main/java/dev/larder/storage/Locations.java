package dev.larder.storage;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths within directories, on the local disk and at URIs alike. */
final class Locations {
  private static final Pattern URI =
      Pattern.compile("(file:(?://)?|[A-Za-z][A-Za-z0-9+.-]*://[^/]*)(.*)", Pattern.DOTALL);

  private Locations() {}

  /** The path, which starts in the directory where it is relative. */
  static String resolve(String directory, String path) {
    if (URI.matcher(path).matches() || Path.of(path).isAbsolute()) {
      return path;
    }
    Matcher uri = URI.matcher(directory);
    return uri.matches()
        ? uri.group(1) + Path.of("/" + uri.group(2)).resolve(path).normalize()
        : Path.of(directory).resolve(path).normalize().toString();
  }
}
