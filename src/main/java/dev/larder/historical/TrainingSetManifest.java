package dev.larder.historical;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.larder.JsonRecord;
import dev.larder.UserException;
import dev.larder.offline.TimeRange;
import java.io.Serializable;
import java.util.List;

/**
 * What a training set is: the file {@value #FILE_NAME} beside its Parquet files, so that training
 * knows what each column means and a model knows where its inputs come from.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param request what was asked for
 * @param features references {@code view:feature} (or {@code alias:feature}), in the order of the
 *     output
 * @param eventTimestamp the column with the time of each row
 * @param columns all columns, in order
 * @param rows how many rows were written
 * @param times the rows' own times
 * @param entityRows where the entity rows came from
 * @param featureViews what became of each view, in the order of the request
 * @param files all Parquet files, sorted by path
 * @param contentHash of all rows in whatever order and files, in hexadecimal digits: equal for
 *     equal training sets
 * @param registryVersion the registry's version id at that time
 * @param larderVersion the Larder that wrote it
 * @param sparkVersion the Spark that wrote it
 */
public record TrainingSetManifest(
    int formatVersion,
    Request request,
    List<String> features,
    String eventTimestamp,
    List<Column> columns,
    long rows,
    Times times,
    TrainingSource entityRows,
    List<View> featureViews,
    List<OutputFile> files,
    String contentHash,
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

  /**
   * What was asked for.
   *
   * @param entityDf as it was given
   * @param featureService null where references were given
   * @param features the references that were given; empty for a service
   * @param fullFeatureNames whether feature columns are called {@code view__feature}
   * @param filterByCreatedTimestamp whether rows created after a loan's time were left out
   * @param partitionBy the columns whose values are folders; empty where the files lie in one
   */
  public record Request(
      String entityDf,
      String featureService,
      List<String> features,
      boolean fullFeatureNames,
      boolean filterByCreatedTimestamp,
      List<String> partitionBy) {
    public Request {
      features = List.copyOf(features);
      partitionBy = List.copyOf(partitionBy);
    }
  }

  /** The least and the greatest time, both there, in ISO 8601 and UTC. */
  public record Times(String start, String end) {
    static Times of(TimeRange times) {
      return new Times(times.start().toString(), times.end().toString());
    }
  }

  /**
   * What became of one feature view.
   *
   * @param name it is used under: its own, or its alias
   * @param matched rows that got its features
   * @param expired rows whose newest feature row was older than the ttl
   * @param missing rows for which there was no feature row; where the source has a date partition
   *     column, also those whose feature rows lie in partitions too old to be read
   */
  public record View(
      String name,
      String featureView,
      TrainingSource source,
      long matched,
      long expired,
      long missing) {}

  /**
   * A Parquet file of the training set.
   *
   * @param path relative to the manifest
   * @param sha256 of its bytes, in hexadecimal digits
   */
  public record OutputFile(String path, long bytes, String sha256) implements Serializable {}

  public TrainingSetManifest {
    features = List.copyOf(features);
    columns = List.copyOf(columns);
    featureViews = List.copyOf(featureViews);
    files = List.copyOf(files);
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
