package dev.larder.serving.http;

import java.util.Map;

/**
 * A request to an endpoint.
 *
 * @param query its parameters, decoded; the last of each name
 * @param body empty where there is none
 */
record Request(Map<String, String> query, byte[] body) {
  /** Whether a parameter is {@code true}. */
  boolean flag(String name) {
    return "true".equals(query.get(name));
  }
}
