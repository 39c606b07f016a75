package dev.larder.serving.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An answer to a {@link Request}. */
record Response(int status, String contentType, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Response json(Object value) {
    return json(200, value);
  }

  static Response json(int status, Object value) {
    try {
      return new Response(status, "application/json", JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Records, lists and maps have a JSON", e);
    }
  }

  static Response text(String contentType, String text) {
    return new Response(200, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The key {@code detail} is where clients of Feast's server look for what is wrong. */
  static Response error(int status, List<Problem> problems) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("detail", problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    error.put("errors", problems);
    return json(status, error);
  }
}
