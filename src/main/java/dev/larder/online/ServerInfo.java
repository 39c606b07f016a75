package dev.larder.online;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a server's INFO says: a line {@code name:value} each. */
record ServerInfo(Map<String, String> values) {
  private static final Pattern LINE = Pattern.compile("(?m)^(\\w+):(.*?)\\r?$");

  ServerInfo {
    values = Map.copyOf(values);
  }

  static ServerInfo parse(String text) {
    Function<MatchResult, String> name = line -> line.group(1);
    return new ServerInfo(
        LINE.matcher(text)
            .results()
            .collect(Collectors.toMap(name, line -> line.group(2), (first, second) -> first)));
  }

  /** Redis' major version, of which Valkey says 7. */
  int majorVersion() {
    return Integer.parseInt(values.getOrDefault("redis_version", "0").split("\\.", 2)[0]);
  }

  /** The replicas that are connected. */
  int connectedReplicas() {
    return (int) number("connected_slaves");
  }

  /** A value that is a number; 0 where it is not there. */
  long number(String name) {
    return Long.parseLong(values.getOrDefault(name, "0"));
  }
}
