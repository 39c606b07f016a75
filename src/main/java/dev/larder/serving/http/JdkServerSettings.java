package dev.larder.serving.http;

/**
 * The settings of the JDK's HTTP server, which are system properties that it reads when it is first
 * used; see the documentation of the module {@code jdk.httpserver}. What is set already stays.
 */
final class JdkServerSettings {
  private static final String PREFIX = "sun.net.httpserver.";

  private JdkServerSettings() {}

  static void set(ServerLimits limits) {
    // Without it the last part of an answer may wait 40 ms for the client's acknowledgement.
    set("nodelay", "true");
    set("maxReqTime", Long.toString(limits.requestTime().toSeconds()));
    set("maxRspTime", Long.toString(limits.requestTime().toSeconds()));
    set("maxReqHeaders", "100");
    set("maxReqHeaderSize", "32768");
    set("maxIdleConnections", Integer.toString(limits.connections()));
    set("idleInterval", "60");
  }

  private static void set(String name, String value) {
    if (System.getProperty(PREFIX + name) == null) {
      System.setProperty(PREFIX + name, value);
    }
  }
}
