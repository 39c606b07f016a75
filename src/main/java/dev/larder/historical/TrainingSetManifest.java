package dev.larder.historical;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.larder.UserException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a training set is: the file {@value #FILE_NAME} beside its Parquet files, so that training
 * knows what each column means and a model knows where its inputs come from.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param featureService the service that was asked for; null where references were
 * @param features references {@code view:feature} (or {@code alias:feature}), in the order of the
 *     output
 * @param fullFeatureNames whether feature columns are called {@code view__feature}
 * @param filterByCreatedTimestamp whether rows created after a loan's time were left out
 * @param eventTimestamp the column with the time of each row
 * @param columns all columns, in order
 * @param rows how many rows were written
 * @param registryVersion the registry's version id at that time
 * @param larderVersion the Larder that wrote it
 * @param sparkVersion the Spark that wrote it
 */
public record TrainingSetManifest(
    int formatVersion,
    String featureService,
    List<String> features,
    boolean fullFeatureNames,
    boolean filterByCreatedTimestamp,
    String eventTimestamp,
    List<Column> columns,
    long rows,
    String registryVersion,
    String larderVersion,
    String sparkVersion) {

  public static final String FILE_NAME = "_training_set.json";

  /** The only version there is. */
  public static final int FORMAT_VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** What a column is to the request that made the training set. */
  public enum Role {
    /** A column of the entity rows that was passed through: a field of the loan, or the label. */
    @JsonProperty("entity_row")
    ENTITY_ROW,
    /** A column of the entity rows that a view was joined by. */
    @JsonProperty("join_key")
    JOIN_KEY,
    /** The time of the row. */
    @JsonProperty("event_timestamp")
    EVENT_TIMESTAMP,
    /** A feature, as it stood at the row's time. */
    @JsonProperty("feature")
    FEATURE
  }

  /**
   * One column.
   *
   * @param type Spark SQL's catalog string of its type: {@code bigint}, {@code array<string>}
   * @param reference {@code view:feature} or {@code alias:feature}; null for all but features
   */
  public record Column(String name, String type, Role role, String reference) {}

  public TrainingSetManifest {
    features = List.copyOf(features);
    columns = List.copyOf(columns);
  }

  /** The file's content; {@link #parse} reads it back. */
  public byte[] toJson() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A manifest holds texts, numbers and lists", e);
    }
  }

  /**
   * Reads a manifest.
   *
   * @param where the file, for errors
   * @throws UserException where it is no JSON, of another format version, or lacks a key
   */
  public static TrainingSetManifest parse(String where, byte[] json) {
    TrainingSetManifest manifest;
    try {
      requireVersion(where, json);
      manifest = JSON.readValue(json, TrainingSetManifest.class);
    } catch (StreamReadException e) {
      throw new UserException(at(where, e), "This is no JSON: " + e.getOriginalMessage(), e);
    } catch (JsonMappingException e) {
      throw new UserException(at(where, e), "This is no manifest: " + problem(e), e);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory", e);
    }
    for (Column column : manifest.columns) {
      if (column.name() == null
          || column.type() == null
          || column.role() == null
          || (column.role() == Role.FEATURE) != (column.reference() != null)) {
        throw new UserException(
            where,
            "Column '"
                + column.name()
                + "' needs a name, a type and a role, and a reference if and only if it is a feature.");
      }
    }
    return manifest;
  }

  private static void requireVersion(String where, byte[] json) throws IOException {
    int version = JSON.readTree(json).path("format_version").asInt();
    if (version != FORMAT_VERSION) {
      throw new UserException(
          where,
          "Expected the manifest of a training set with format_version "
              + FORMAT_VERSION
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
        : "the key '" + key.replaceFirst("^\\.", "") + "' is missing, or of a wrong type.";
  }

  private static String at(String where, JsonProcessingException e) {
    return e.getLocation() == null || e.getLocation().getLineNr() < 1
        ? where
        : where + ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
  }
}
