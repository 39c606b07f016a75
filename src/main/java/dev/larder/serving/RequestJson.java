package dev.larder.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.larder.UserException;
import java.io.IOException;

/** The JSON of requests. No value of it stands in an error: it may be sensitive. */
final class RequestJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RequestJson() {}

  /**
   * Reads it.
   *
   * @param where its place, for errors
   * @return missing where there is nothing
   * @throws UserException where it is no JSON
   */
  static JsonNode parse(String where, byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UserException(at(where, e), "This is no JSON: " + problem(e), e);
    } catch (IOException e) {
      throw new UserException(where, "This is no JSON: it is not text in UTF-8.", e);
    }
  }

  private static String at(String where, JsonProcessingException e) {
    return e.getLocation() == null
        ? where
        : where + ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
  }

  /** Jackson's words for it, without the text that it stumbled over. */
  private static String problem(JsonProcessingException e) {
    if (e instanceof JsonEOFException) {
      return "it ends too early.";
    } else if (e instanceof MismatchedInputException) {
      return "something stands behind its end.";
    }
    return e.getOriginalMessage().replaceFirst("token '(?s).*", "token") + ".";
  }
}
