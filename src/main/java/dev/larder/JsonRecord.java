package dev.larder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A record as a file of JSON: its components in snake_case, all of them there, {@code
 * format_version} among them.
 */
public final class JsonRecord<T extends Record> {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Class<T> type;
  private final String kind;
  private final int formatVersion;

  /**
   * A kind of file.
   *
   * @param kind in words: "model"
   * @param formatVersion the only one that can be read
   */
  public JsonRecord(Class<T> type, String kind, int formatVersion) {
    this.type = type;
    this.kind = kind;
    this.formatVersion = formatVersion;
  }

  /** A record as a part of another file: its components in snake_case, nested ones too. */
  public static Map<String, Object> asMap(Record value) {
    return JSON.convertValue(value, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  /** The file's content. */
  public byte[] write(T value) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Records of texts, numbers and lists have a JSON", e);
    }
  }

  /**
   * The record that a file holds.
   *
   * @param where the file, for errors
   * @throws UserException where it is no JSON, of another format version, or lacks a key
   */
  public T read(String where, byte[] json) {
    try {
      requireVersion(where, json);
      return JSON.readValue(json, type);
    } catch (StreamReadException e) {
      throw new UserException(at(where, e), "This is no JSON: " + e.getOriginalMessage(), e);
    } catch (JsonMappingException e) {
      throw new UserException(at(where, e), "This is no " + kind + ": " + problem(e), e);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory", e);
    }
  }

  private void requireVersion(String where, byte[] json) throws IOException {
    int version = JSON.readTree(json).path("format_version").asInt();
    if (version != formatVersion) {
      throw new UserException(
          where,
          "Expected a "
              + kind
              + " with format_version "
              + formatVersion
              + ", found "
              + (version == 0 ? "none" : version)
              + (version > 0 && version < formatVersion
                  ? ": an older Larder wrote it, it has to be made again."
                  : version > formatVersion ? ": a newer Larder wrote it." : "."));
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
