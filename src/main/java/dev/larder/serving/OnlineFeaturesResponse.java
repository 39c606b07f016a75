package dev.larder.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.larder.UserException;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.serving.FeatureValue.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * The JSON that Feast's feature server answers {@code /get-online-features} with, as {@code
 * convert_response_to_dict} of its {@code feature_server_utils.py} makes it: the join keys first,
 * then the features; each result holds one value for each entity row. With Redis every status is
 * PRESENT; what is not there has no value and the time 1970-01-01T00:00:00Z. Bytes are in Base64;
 * NaN and infinities are texts; a float is written as the double that it equals. Other than that
 * server, and like Feast's own client, it shows no number where a timestamp has no value.
 */
public final class OnlineFeaturesResponse {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode response = JSON.createObjectNode();
  private final ArrayNode names = response.putObject("metadata").putArray("feature_names");
  private final ArrayNode results = response.putArray("results");

  private final Set<String> taken = new HashSet<>();

  /** All features of a view have one, which would else be written again for each. */
  private final Map<Instant, String> timestamps = new HashMap<>();

  private OnlineFeaturesResponse() {}

  /**
   * The response to a read.
   *
   * @param projections what was asked for
   * @param entityRows whom it was asked about, as given to {@link OnlineFeatures#read}
   * @param values what was found
   * @param fullFeatureNames whether features are named {@code view__feature}
   * @param status of each value
   * @throws UserException where two results would have one name
   */
  public static ObjectNode of(
      List<FeatureViewProjection> projections,
      List<Map<String, Object>> entityRows,
      List<List<FeatureValue>> values,
      boolean fullFeatureNames,
      Function<FeatureValue, Status> status) {
    OnlineFeaturesResponse response = new OnlineFeaturesResponse();
    for (String column : OnlineFeatures.entityColumns(projections).keySet()) {
      response.add(
          column, entityRows, row -> row.get(column), row -> Status.PRESENT, row -> Instant.EPOCH);
    }
    List<String> names = new ArrayList<>();
    projections.forEach(
        p -> p.features().forEach(f -> names.add(p.outputName(f, fullFeatureNames))));
    for (int i = 0; i < names.size(); i++) {
      int feature = i;
      response.add(
          names.get(i),
          values,
          row -> row.get(feature).value(),
          row -> status.apply(row.get(feature)),
          row -> Objects.requireNonNullElse(row.get(feature).eventTimestamp(), Instant.EPOCH));
    }
    return response.response;
  }

  private <T> void add(
      String name,
      List<T> rows,
      Function<T, Object> value,
      Function<T, Status> status,
      Function<T, Instant> eventTimestamp) {
    if (!taken.add(name)) {
      throw new UserException(
          "feature names",
          "Two results would be named '"
              + name
              + "'; --full-feature-names or an alias keeps them apart.");
    }
    names.add(name);
    ObjectNode result = results.addObject();
    ArrayNode values = result.putArray("values");
    ArrayNode statuses = result.putArray("statuses");
    ArrayNode eventTimestamps = result.putArray("event_timestamps");
    for (T row : rows) {
      values.addPOJO(json(value.apply(row)));
      statuses.add(status.apply(row).name());
      eventTimestamps.add(timestamps.computeIfAbsent(eventTimestamp.apply(row), Instant::toString));
    }
  }

  /** Adds the versions of the views that were read, as Feast does where they are asked for. */
  public static void addVersions(ObjectNode response, List<FeatureViewProjection> projections) {
    ArrayNode views = response.withObject("/metadata").putArray("feature_view_metadata");
    for (FeatureViewProjection projection : projections) {
      ObjectNode view = views.addObject().put("name", projection.nameToUse());
      if (projection.view().versionNumber() != 0) {
        view.put("version", projection.view().versionNumber());
      }
    }
  }

  /** What Jackson writes as Feast does. */
  public static Object json(Object value) {
    if (value instanceof List<?> list) {
      List<Object> elements = new ArrayList<>();
      list.forEach(element -> elements.add(json(element)));
      return elements;
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    return value instanceof Instant instant ? (Object) instant.getEpochSecond() : value;
  }
}
