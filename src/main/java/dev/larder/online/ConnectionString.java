package dev.larder.online;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.feature.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Feast's {@code connection_string}, as {@code _parse_connection_string} of its Redis online store
 * reads it: items between commas; {@code host:port}, or {@code option=value} with a value that is
 * JSON where it can be, else text. Feast hands the options to redis-py; those that only tune that
 * client are taken and have no effect here.
 *
 * <p>No error shows an item, since each may be part of a password.
 */
record ConnectionString(List<RedisNode> nodes, Map<String, String> options) {
  static final String WHERE = "online_store.connection_string";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Set<String> USED =
      Set.of(
          "db",
          "username",
          "password",
          "ssl",
          "ssl_ca_certs",
          "ssl_cert_reqs",
          "ssl_check_hostname");

  /** Options of redis-py that say how its own client behaves. */
  private static final Set<String> TUNING =
      Set.of(
          "socket_timeout",
          "socket_connect_timeout",
          "socket_keepalive",
          "retry_on_timeout",
          "max_connections",
          "health_check_interval",
          "client_name",
          "decode_responses",
          "encoding",
          "encoding_errors",
          "protocol",
          "single_connection_client",
          "cluster_error_retry_attempts",
          "require_full_coverage",
          "skip_full_coverage_check",
          "reinitialize_steps",
          "read_from_replicas",
          "dynamic_startup_nodes");

  ConnectionString {
    nodes = List.copyOf(nodes);
    options = Map.copyOf(options);
  }

  static ConnectionString parse(String text) {
    if (text.isBlank()) {
      throw new UserException(WHERE, "It is missing; expected host:port, such as localhost:6379.");
    }
    List<RedisNode> nodes = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    String[] items = text.split(",", -1);
    for (int i = 0; i < items.length; i++) {
      int equals = items[i].indexOf('=');
      if (equals < 0) {
        nodes.add(node(items[i].strip(), i + 1));
      } else {
        String name = items[i].substring(0, equals).strip();
        String value = value(items[i].substring(equals + 1));
        checkOption(name);
        if (value != null) {
          options.put(name, value);
        }
      }
    }
    if (nodes.isEmpty()) {
      throw new UserException(WHERE, "It names no host:port, such as localhost:6379.");
    }
    return new ConnectionString(nodes, options);
  }

  private static RedisNode node(String item, int position) {
    if (item.startsWith("$")) {
      throw new UserException(
          WHERE, "Item " + position + " is an environment variable that is not set.");
    }
    int colon = item.indexOf(':');
    try {
      int port = Integer.parseInt(item.substring(colon + 1));
      if (colon > 0 && port > 0 && port < 65536) {
        return new RedisNode(item.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      // Falls through to the same message as a port that is out of range.
    }
    throw new UserException(
        WHERE,
        "Item "
            + position
            + " is neither host:port nor option=value (no IPv6, and no comma inside a password).");
  }

  /** The text that a value stands for; null for JSON's null. */
  private static String value(String raw) {
    try {
      JsonNode json = JSON.readTree(raw);
      if (json.isNull()) {
        return null;
      }
      return json.isTextual() ? json.asText() : raw.strip();
    } catch (JsonProcessingException e) {
      return raw;
    }
  }

  private static void checkOption(String name) {
    if (name.equals("ssl_certfile") || name.equals("ssl_keyfile")) {
      throw new UserException(
          WHERE, "Larder has no client certificates (" + name + "); use username and password.");
    }
    if (!name.matches("[a-z_]+")) {
      throw new UserException(
          WHERE, "An item has no option's name before its = (no comma inside a password).");
    }
    if (!USED.contains(name) && !TUNING.contains(name)) {
      List<String> known = Stream.concat(USED.stream(), TUNING.stream()).toList();
      throw new UserException(
          WHERE, "redis-py has no option '" + name + "'." + DidYouMean.hint(name, known));
    }
  }

  /** The option's text; null where it is not given. */
  String text(String option) {
    return options.get(option);
  }

  int database() {
    String db = options.getOrDefault("db", "0");
    if (!db.matches("\\d{1,5}")) {
      throw new UserException(WHERE, "db: Expected a number from 0.");
    }
    return Integer.parseInt(db);
  }

  PasswordLogin login() {
    return new PasswordLogin(secret("username"), secret("password"));
  }

  private Secret secret(String option) {
    String text = text(option);
    return text == null ? null : Secret.of(WHERE, text);
  }

  RedisTls tls() {
    if (!flag("ssl", false)) {
      return RedisTls.OFF;
    }
    String requirement = options.getOrDefault("ssl_cert_reqs", "required");
    return switch (requirement) {
      case "required", "optional" ->
          new RedisTls(true, text("ssl_ca_certs"), null, true, flag("ssl_check_hostname", true));
      case "none" -> new RedisTls(true, null, null, false, false);
      default ->
          throw new UserException(WHERE, "ssl_cert_reqs: Expected required, optional or none.");
    };
  }

  private boolean flag(String option, boolean absent) {
    String text = options.get(option);
    if (text == null) {
      return absent;
    }
    return switch (text) {
      case "true", "True", "1" -> true;
      case "false", "0" -> false;
      default -> throw new UserException(WHERE, option + ": Expected true or false.");
    };
  }
}
