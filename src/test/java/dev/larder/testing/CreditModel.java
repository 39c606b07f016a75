package dev.larder.testing;

import static dev.larder.testing.Trees.leaf;
import static dev.larder.testing.Trees.split;

import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureService;
import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.model.Input;
import dev.larder.model.InputType;
import dev.larder.model.PortableModel;
import dev.larder.model.Predictor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A small model by hand, and the features that it needs. */
public final class CreditModel {
  /** A request of someone who rents. */
  public static final String REQUEST =
      "{\"zipcode\": 76104, \"dob_ssn\": \"19630621_4278\", \"co_dob_ssn\": \"19700101_0000\","
          + " \"age\": 33, \"home\": \"RENT\"}";

  /** The city and the co-signer's bankruptcies are features that the model does not use. */
  public static final Definitions DEFINITIONS =
      definitions(
          view("zipcode_features", "zipcode", ValueType.INT64, Duration.ZERO, "city", "state"),
          view(
              "credit_history",
              "dob_ssn",
              ValueType.STRING,
              Duration.ofDays(90),
              "hard_pulls",
              "bankruptcies"));

  /** Rejects for hard pulls above 3 of either person, missing ones are below; else for age > 60. */
  public static final PortableModel MODEL =
      model(
          "credit_model",
          "credit_service",
          List.of(
              Input.number("age", null, InputType.INT32),
              reason(
                  Input.number("co_signer__hard_pulls", "co_signer:hard_pulls", InputType.INT64),
                  "Credit inquiries of the co-signer"),
              reason(
                  Input.number("hard_pulls", "credit_history:hard_pulls", InputType.INT64),
                  "Number of credit inquiries"),
              Input.category("home", null, List.of("OWN", "RENT")),
              Input.number("state", "zipcode_features:state", InputType.INT64)),
          Trees.forest(
              split(
                  2,
                  3,
                  split(1, 3, split(0, 60, leaf(0.125), leaf(0.5)), leaf(0.75)),
                  leaf(0.75))));

  /** A model with the threshold 0.5. */
  public static PortableModel model(
      String name, String service, List<Input> inputs, Predictor predictor) {
    return new PortableModel(
        PortableModel.FORMAT_VERSION,
        name,
        service,
        inputs,
        List.of(),
        predictor,
        null,
        0.5,
        Map.of());
  }

  /** An input with words. */
  public static Input reason(Input input, String reason) {
    return new Input(input.name(), input.reference(), input.type(), input.encoding(), reason);
  }

  /** Those of two views, and of a service with both. */
  public static Definitions definitions(FeatureView zipcodes, FeatureView history) {
    FeatureService service =
        new FeatureService(
            "credit_service",
            List.of(
                new FeatureViewProjection(zipcodes, "", zipcodes.features(), Map.of()),
                new FeatureViewProjection(history, "", history.features(), Map.of()),
                new FeatureViewProjection(
                    history, "co_signer", history.features(), Map.of("dob_ssn", "co_dob_ssn"))),
            "",
            Map.of(),
            "",
            null);
    return Definitions.of(
        "project", List.of(), List.of(), List.of(zipcodes, history), List.of(service));
  }

  /** A view of whole numbers. */
  public static FeatureView view(
      String name, String key, ValueType keyType, Duration ttl, String... features) {
    return FeatureViews.view(
        name,
        ttl,
        List.of(new Field(key, keyType)),
        FeatureViews.source(name, new FileLocation("x.parquet", ""), "t", Map.of()),
        Stream.of(features).map(f -> new Field(f, ValueType.INT64)).toList());
  }

  private CreditModel() {}
}
