package dev.larder.serving.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.larder.model.PortableModel;
import dev.larder.model.Score;
import dev.larder.serving.FeatureValue;
import dev.larder.serving.OnlineFeatures.KeyLocation;
import dev.larder.serving.OnlineFeaturesResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a decision was made from, as JSON. Keys are told by their columns' names alone. */
final class Explanation {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Explanation() {}

  /** The reference, and the contribution of every input, also of those that are never a reason. */
  static ObjectNode contributions(PortableModel model, Score score) {
    ObjectNode explanation = JSON.createObjectNode().put("reference", score.reference());
    ArrayNode contributions = explanation.putArray("contributions");
    for (int i = 0; i < model.inputs().size(); i++) {
      contributions
          .addObject()
          .put("feature", model.inputs().get(i).title())
          .put("contribution", score.contributions()[i]);
    }
    return explanation;
  }

  static ArrayNode features(List<FeatureValue> values, Instant moment) {
    ArrayNode features = JSON.createArrayNode();
    for (FeatureValue value : values) {
      ObjectNode feature = features.addObject();
      feature.put("view", value.projection().nameToUse());
      feature.put("feature", value.feature().name());
      feature.putPOJO("value", OnlineFeaturesResponse.json(value.value()));
      feature.put("status", value.statusAt(moment).name());
      if (value.eventTimestamp() == null) {
        feature.putNull("event_timestamp").putNull("age_seconds");
      } else {
        feature.put("event_timestamp", value.eventTimestamp().toString());
        feature.put(
            "age_seconds", Duration.between(value.eventTimestamp(), moment).toMillis() / 1e3);
      }
    }
    return features;
  }

  static ArrayNode keys(List<KeyLocation> locations) {
    ArrayNode keys = JSON.createArrayNode();
    for (KeyLocation location : locations) {
      ObjectNode key = keys.addObject();
      key.put("view", location.view());
      location.joinKeys().forEach(key.putArray("join_keys")::add);
      key.put("slot", location.slot());
      key.put("master", location.master());
    }
    return keys;
  }
}
