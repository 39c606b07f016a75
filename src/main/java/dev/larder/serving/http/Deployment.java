package dev.larder.serving.http;

import dev.larder.feature.Definitions;
import dev.larder.model.PortableModel;
import dev.larder.serving.Scoring;

/** What is served at one moment. */
record Deployment(Definitions definitions, PortableModel model, Scoring scoring) {
  static Deployment of(Definitions definitions, PortableModel model) {
    return new Deployment(definitions, model, Scoring.of(model, definitions));
  }

  boolean isOf(Definitions otherDefinitions, PortableModel otherModel) {
    return definitions.equals(otherDefinitions) && model.equals(otherModel);
  }
}
