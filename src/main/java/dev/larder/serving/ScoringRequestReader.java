package dev.larder.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.UserException.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads loan requests: one object; a list of objects; or one object of lists, as the AWS post sends
 * it, whose n-th items make the n-th request. No value stands in an error: it may be sensitive.
 */
final class ScoringRequestReader {
  private final String where;
  private final Map<String, RequestField> fields;
  private final List<String> ignored;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * A reader of one request.
   *
   * @param where its file, for errors
   * @param fields what each request must have, by its name
   * @param ignored names of what it may have besides, of any kind; nothing else
   */
  ScoringRequestReader(String where, Map<String, RequestField> fields, List<String> ignored) {
    this.where = where;
    this.fields = fields;
    this.ignored = ignored;
  }

  /**
   * Reads it.
   *
   * @throws UserException with all that is wrong with it
   */
  ScoringRequest read(byte[] json) {
    JsonNode root = parse(json);
    List<JsonNode> objects = new ArrayList<>();
    if (root.isObject() && hasList(root)) {
      objects.addAll(transpose(root));
    } else if (root.isObject()) {
      objects.add(root);
    } else {
      root.forEach(objects::add);
    }
    boolean numbered = root.isArray() || objects.size() > 1;
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      rows.add(row(numbered ? where + ", row " + (i + 1) : where, objects.get(i)));
    }
    if (rows.isEmpty() && problems.isEmpty()) {
      problems.add(new Problem(where, "There is no loan request in it."));
    }
    if (!problems.isEmpty()) {
      throw new UserException(problems);
    }
    return new ScoringRequest(root.isObject() && rows.size() == 1, rows);
  }

  private static boolean hasList(JsonNode object) {
    for (JsonNode value : object) {
      if (value.isArray()) {
        return true;
      }
    }
    return false;
  }

  private JsonNode parse(byte[] json) {
    JsonNode root = RequestJson.parse(where, json);
    if (!root.isObject() && !root.isArray()) {
      throw new UserException(
          where,
          "Expected an object, a list of objects, or an object of lists, found "
              + (root.isMissingNode() ? "nothing." : kind(root) + "."));
    }
    return root;
  }

  /** The requests of an object of lists; none where the lists do not fit. */
  private List<JsonNode> transpose(JsonNode root) {
    Map<String, Integer> lengths = new LinkedHashMap<>();
    root.fields()
        .forEachRemaining(
            e -> {
              if (e.getValue().isArray()) {
                lengths.put(e.getKey(), e.getValue().size());
              } else {
                problems.add(
                    new Problem(
                        where,
                        "Field '"
                            + e.getKey()
                            + "' is "
                            + kind(e.getValue())
                            + ", while others are lists; expected a list."));
              }
            });
    if (new TreeSet<>(lengths.values()).size() > 1) {
      problems.add(
          new Problem(
              where,
              "The lists differ in length: "
                  + lengths.entrySet().stream()
                      .map(e -> e.getKey() + " has " + e.getValue())
                      .collect(Collectors.joining(", "))
                  + "."));
    }
    if (!problems.isEmpty()) {
      requireNames(where, root);
      return List.of();
    }
    List<JsonNode> rows = new ArrayList<>();
    for (int i = 0; i < lengths.values().iterator().next(); i++) {
      ObjectNode row = JsonNodeFactory.instance.objectNode();
      for (String name : lengths.keySet()) {
        row.set(name, root.get(name).get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private Map<String, Object> row(String place, JsonNode object) {
    Map<String, Object> row = new HashMap<>();
    if (!object.isObject()) {
      problems.add(new Problem(place, "Expected an object, found " + kind(object) + "."));
      return row;
    }
    requireNames(place, object);
    for (RequestField field : fields.values()) {
      JsonNode value = object.get(field.name());
      if (value != null && field.takes(value)) {
        row.put(field.name(), field.value(value));
      } else if (value != null) {
        problems.add(
            new Problem(
                place,
                "Field '"
                    + field.name()
                    + "' is "
                    + kind(value)
                    + "; expected "
                    + field.expected()
                    + "."));
      }
    }
    return row;
  }

  private void requireNames(String place, JsonNode object) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!fields.containsKey(name) && !ignored.contains(name)) {
                problems.add(
                    new Problem(
                        place,
                        "Unknown field '" + name + "'." + DidYouMean.hint(name, fields.keySet())));
              }
            });
    for (RequestField field : fields.values()) {
      if (!object.has(field.name())) {
        problems.add(
            new Problem(
                place,
                "Field '" + field.name() + "' is missing; expected " + field.expected() + "."));
      }
    }
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case STRING -> "a text";
      case BOOLEAN -> value.asText();
      case NULL -> "null";
      case NUMBER ->
          value.isBigInteger()
              ? "a number beyond 64 bits"
              : value.isIntegralNumber() ? "a whole number" : "a number with a fraction";
      default -> "no value";
    };
  }
}
