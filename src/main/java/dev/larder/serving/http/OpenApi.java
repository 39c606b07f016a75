package dev.larder.serving.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.larder.LarderVersion;
import dev.larder.serving.RequestField;

/** {@code GET /openapi.json}: the server's description by OpenAPI 3.1, with the model's fields. */
final class OpenApi {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode root = JSON.createObjectNode();

  private OpenApi() {}

  static Response of(Deployment deployment) {
    OpenApi api = new OpenApi();
    api.root.put("openapi", "3.1.0");
    api.root
        .putObject("info")
        .put("title", "Larder: " + deployment.model().name())
        .put("version", LarderVersion.current());
    api.operation("post", "/score", "Decides loan requests", "LoanRequest", "Decision")
        .putArray("parameters")
        .addObject()
        .put("name", "explain")
        .put("in", "query")
        .put(
            "description",
            "true: also what every input contributed, the features, where they are kept, and the"
                + " time it took")
        .putObject("schema")
        .put("type", "boolean");
    api.operation(
        "post",
        "/get-online-features",
        "Reads features, as Feast's feature server",
        "OnlineFeaturesRequest",
        "OnlineFeatures");
    api.operation("get", "/health", "200 while the server runs", null, null);
    api.operation("get", "/ready", "200 where it can decide", null, null);
    api.operation("get", "/metrics", "Its counts, for Prometheus", null, null);
    ObjectNode schemas = api.root.putObject("components").putObject("schemas");
    loanRequest(schemas.putObject("LoanRequest"), deployment);
    decision(schemas.putObject("Decision"));
    onlineFeatures(schemas);
    return Response.json(api.root);
  }

  private ObjectNode operation(
      String method, String path, String summary, String body, String answer) {
    ObjectNode operation = root.withObject("/paths").putObject(path).putObject(method);
    operation.put("summary", summary);
    if (body != null) {
      content(operation.putObject("requestBody").put("required", true), body);
    }
    ObjectNode responses = operation.putObject("responses");
    ObjectNode ok = responses.putObject("200").put("description", "Done");
    if (answer != null) {
      content(ok, answer);
      responses.putObject("400").put("description", "The request is wrong; detail says how");
      responses.putObject("503").put("description", "The online store did not answer in time");
    }
    return operation;
  }

  private static void content(ObjectNode parent, String schema) {
    parent
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/" + schema);
  }

  /** One request; the server also takes a list of them, and an object of lists. */
  private static void loanRequest(ObjectNode schema, Deployment deployment) {
    schema.put("type", "object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (RequestField field : deployment.scoring().fields()) {
      ObjectNode property = properties.putObject(field.name());
      property.put("description", field.joinKey() ? "A join key" : "As the applicant says");
      ArrayNode types = property.putArray("type").add(field.jsonType());
      if (!field.joinKey()) {
        types.add("null");
      }
      required.add(field.name());
    }
    for (String name : deployment.model().ignored()) {
      if (!properties.has(name)) {
        properties.putObject(name).put("description", "Accepted, and of no use to the model");
      }
    }
  }

  private static void decision(ObjectNode schema) {
    ObjectNode properties = schema.put("type", "object").putObject("properties");
    properties
        .putObject("decision")
        .put("type", "string")
        .putArray("enum")
        .add("approve")
        .add("reject");
    properties.putObject("probability").put("type", "number").put("description", "of default");
    properties
        .putObject("threshold")
        .put("type", "number")
        .put("description", "the probability from which on the decision is to reject");
    reasons(properties.putObject("reasons").put("type", "array"));
    properties
        .putObject("missing")
        .put("type", "array")
        .put("description", "features without a value, as view:feature")
        .putObject("items")
        .put("type", "string");
    properties.putObject("model").put("type", "string");
  }

  private static void reasons(ObjectNode schema) {
    schema.put(
        "description", "what spoke most against the applicant, four at most; of a rejection only");
    ObjectNode properties = schema.putObject("items").put("type", "object").putObject("properties");
    properties
        .putObject("feature")
        .put("type", "string")
        .put("description", "view:feature, or the field of the request");
    properties.putObject("text").put("type", "string");
    properties
        .putObject("contribution")
        .put("type", "number")
        .put(
            "description",
            "what it added to the log-odds, or with a tree or a forest to the probability,"
                + " before calibration");
  }

  private static void onlineFeatures(ObjectNode schemas) {
    ObjectNode request = schemas.putObject("OnlineFeaturesRequest").put("type", "object");
    ObjectNode properties = request.putObject("properties");
    properties.putObject("feature_service").put("type", "string");
    properties.putObject("features").put("type", "array").putObject("items").put("type", "string");
    properties
        .putObject("entities")
        .put("type", "object")
        .putObject("additionalProperties")
        .put("type", "array");
    properties.putObject("full_feature_names").put("type", "boolean");
    request.putArray("required").add("entities");
    ObjectNode answer = schemas.putObject("OnlineFeatures").put("type", "object");
    ObjectNode parts = answer.putObject("properties");
    parts.putObject("metadata").put("type", "object");
    parts.putObject("results").put("type", "array").putObject("items").put("type", "object");
  }
}
