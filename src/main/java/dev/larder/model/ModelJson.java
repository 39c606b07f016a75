package dev.larder.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.larder.UserException;
import java.io.IOException;
import java.util.stream.Collectors;

/** A model as JSON: the records' components in snake_case. */
final class ModelJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ModelJson() {}

  static byte[] write(PortableModel model) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(model);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A model holds texts, numbers and lists", e);
    }
  }

  static PortableModel read(String where, byte[] json) {
    try {
      requireVersion(where, json);
      return JSON.readValue(json, PortableModel.class);
    } catch (StreamReadException e) {
      throw new UserException(at(where, e), "This is no JSON: " + e.getOriginalMessage(), e);
    } catch (JsonMappingException e) {
      throw new UserException(at(where, e), "This is no model: " + problem(e), e);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory", e);
    }
  }

  private static void requireVersion(String where, byte[] json) throws IOException {
    int version = JSON.readTree(json).path("format_version").asInt();
    if (version != PortableModel.FORMAT_VERSION) {
      throw new UserException(
          where,
          "Expected a model with format_version "
              + PortableModel.FORMAT_VERSION
              + ", found "
              + (version == 0 ? "none." : version + "."));
    }
  }

  private static String problem(JsonMappingException e) {
    String key =
        e.getPath().stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
            .collect(Collectors.joining());
    return key.isEmpty()
        ? "a key is missing, or null."
        : "the key '" + key.replaceFirst("^\\.", "") + "' is missing, unknown, or of a wrong type.";
  }

  private static String at(String where, JsonProcessingException e) {
    return e.getLocation() == null || e.getLocation().getLineNr() < 1
        ? where
        : where + ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
  }
}
