package dev.larder.serving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.feature.Definitions;
import dev.larder.feature.Entity;
import dev.larder.feature.FeatureViewProjection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Feast's feature server is asked at {@code /get-online-features}: {@code
 * GetOnlineFeaturesRequest} of its {@code feature_server.py}. Keys that it does not know are passed
 * over, as there.
 *
 * @param featureService null where features are named
 * @param features as {@code view:feature}; empty where a service is named
 * @param entities column → one value for each entity row
 */
public record OnlineFeaturesRequest(
    String featureService,
    List<String> features,
    Map<String, List<Object>> entities,
    boolean fullFeatureNames,
    boolean includeFeatureViewVersionMetadata) {

  /**
   * Reads a request.
   *
   * @param where its place, for errors
   * @throws UserException with all that is wrong with it
   */
  public static OnlineFeaturesRequest parse(String where, byte[] json) {
    JsonNode root = RequestJson.parse(where, json);
    List<Problem> problems = new ArrayList<>();
    if (!root.isObject()) {
      throw new UserException(where, "Expected an object.");
    }
    String service = text(where, root.path("feature_service"), problems);
    List<String> features = new ArrayList<>();
    JsonNode names = root.path("features");
    if (!names.isMissingNode() && !names.isArray()) {
      problems.add(new Problem(where, "'features' is no list; expected view:feature texts."));
    }
    names.forEach(
        name -> {
          if (name.isTextual()) {
            features.add(name.textValue());
          } else {
            problems.add(new Problem(where, "'features' holds what is no text."));
          }
        });
    if (service == null && features.isEmpty() && problems.isEmpty()) {
      problems.add(new Problem(where, "Expected 'features' or a 'feature_service'."));
    }
    Map<String, List<Object>> entities = entities(where, root.path("entities"), problems);
    boolean fullNames = flag(where, root, "full_feature_names", problems);
    boolean versions = flag(where, root, "include_feature_view_version_metadata", problems);
    if (!problems.isEmpty()) {
      throw new UserException(problems);
    }
    return new OnlineFeaturesRequest(
        service, service == null ? features : List.of(), entities, fullNames, versions);
  }

  private static String text(String where, JsonNode node, List<Problem> problems) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      problems.add(new Problem(where, "'feature_service' is no text."));
    }
    return node.textValue();
  }

  private static boolean flag(String where, JsonNode root, String name, List<Problem> problems) {
    JsonNode node = root.path(name);
    if (!node.isMissingNode() && !node.isBoolean()) {
      problems.add(new Problem(where, "'" + name + "' is neither true nor false."));
    }
    return node.booleanValue();
  }

  private static Map<String, List<Object>> entities(
      String where, JsonNode node, List<Problem> problems) {
    Map<String, List<Object>> entities = new LinkedHashMap<>();
    if (!node.isObject()) {
      problems.add(
          new Problem(where, "Expected 'entities', an object of lists: {\"zipcode\": [76104]}."));
      return entities;
    }
    node.properties()
        .forEach(
            e -> {
              if (!e.getValue().isArray()) {
                problems.add(
                    new Problem(where, "The entity '" + e.getKey() + "' is no list of values."));
              }
              List<Object> values = new ArrayList<>();
              e.getValue().forEach(value -> values.add(value(value)));
              entities.put(e.getKey(), values);
            });
    Set<Integer> lengths = Set.copyOf(entities.values().stream().map(List::size).toList());
    if (lengths.size() > 1) {
      problems.add(new Problem(where, "The lists of 'entities' differ in length."));
    }
    return entities;
  }

  /** What {@link OnlineFeatures} takes; else the node itself, which it refuses. */
  private static Object value(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    } else if (value.isNumber()) {
      return value.decimalValue();
    } else if (value.isNull()) {
      return null;
    }
    return value.isTextual() ? value.textValue() : value;
  }

  /**
   * The entity rows, of the columns that the features need. As in Feast, an entity's name may stand
   * for its join key.
   */
  public List<Map<String, Object>> rows(
      Definitions definitions, List<FeatureViewProjection> projections) {
    Map<String, List<Object>> columns = new LinkedHashMap<>();
    for (String column : OnlineFeatures.entityColumns(projections).keySet()) {
      String given =
          entities.containsKey(column)
              ? column
              : definitions.entities().values().stream()
                  .filter(entity -> entity.joinKey().equals(column))
                  .map(Entity::name)
                  .filter(entities::containsKey)
                  .findFirst()
                  .orElse(column);
      if (entities.containsKey(given)) {
        columns.put(column, entities.get(given));
      }
    }
    int count = entities.values().stream().mapToInt(List::size).findFirst().orElse(1);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      int index = i;
      columns.forEach((column, values) -> row.put(column, values.get(index)));
      rows.add(row);
    }
    return rows;
  }
}
