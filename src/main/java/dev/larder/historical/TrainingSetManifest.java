package dev.larder.historical;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.larder.JsonRecord;
import dev.larder.UserException;
import java.util.List;

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

  private static final JsonRecord<TrainingSetManifest> JSON =
      new JsonRecord<>(TrainingSetManifest.class, "manifest of a training set", FORMAT_VERSION);

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
    return JSON.write(this);
  }

  /**
   * Reads a manifest.
   *
   * @param where the file, for errors
   * @throws UserException where it is no JSON, of another format version, or lacks a key
   */
  public static TrainingSetManifest parse(String where, byte[] json) {
    TrainingSetManifest manifest = JSON.read(where, json);
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
}
