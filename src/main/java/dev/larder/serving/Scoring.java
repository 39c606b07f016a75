package dev.larder.serving;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.model.Input;
import dev.larder.model.PortableModel;
import dev.larder.model.Score;
import dev.larder.serving.FeatureValue.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides loan requests: a model, and where its inputs come from. A feature counts exactly when it
 * would have in training: its event time lies neither after the moment nor further back than the
 * view's ttl.
 */
public final class Scoring {
  private final PortableModel model;
  private final Map<String, RequestField> fields;
  private final List<FeatureViewProjection> projections;

  /** The columns of the entity rows. */
  private final Set<String> joinKeys;

  /** The model's inputs that are features, in the order in which they are read. */
  private final List<Input> features;

  private Scoring(
      PortableModel model,
      Map<String, RequestField> fields,
      List<FeatureViewProjection> projections,
      List<Input> features) {
    this.model = model;
    this.fields = fields;
    this.projections = projections;
    this.joinKeys = OnlineFeatures.entityColumns(projections).keySet();
    this.features = features;
  }

  /**
   * The scoring of a model on a project's features.
   *
   * @throws UserException where the project lacks features of the model, or has them in other types
   */
  public static Scoring of(PortableModel model, Definitions definitions) {
    List<FeatureViewProjection> wanted =
        definitions.resolve(
            model.featureService(),
            model.inputs().stream().filter(Input::isFeature).map(Input::reference).toList());
    Map<String, Input> features = new LinkedHashMap<>();
    model.inputs().stream()
        .filter(Input::isFeature)
        .forEach(input -> features.put(input.reference(), input));
    requireFeatures(model, features, wanted);
    List<FeatureViewProjection> used = used(wanted, features);
    return new Scoring(model, fields(model, wanted), used, inOrder(used, features));
  }

  /**
   * Reads loan requests.
   *
   * @param where their file, for errors
   * @throws UserException with all that is wrong with them
   */
  public ScoringRequest parse(String where, byte[] json) {
    return new ScoringRequestReader(where, fields, model.ignored()).read(json);
  }

  /**
   * Decides.
   *
   * @param asOf the moment of the requests; cut to microseconds
   * @return a decision for each row of the request
   */
  public List<Decision> decide(ScoringRequest request, OnlineReader online, Instant asOf) {
    return decide(request, read(request, online), asOf);
  }

  /** As the other, from values that {@link #read} gave. */
  public List<Decision> decide(
      ScoringRequest request, List<List<FeatureValue>> values, Instant asOf) {
    Instant moment = asOf.truncatedTo(ChronoUnit.MICROS);
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < request.rows().size(); i++) {
      decisions.add(decide(request.rows().get(i), values.get(i), moment));
    }
    return decisions;
  }

  /** The features of each row of a request. */
  public List<List<FeatureValue>> read(ScoringRequest request, OnlineReader online) {
    if (projections.isEmpty()) {
      return Collections.nCopies(request.rows().size(), List.of());
    }
    return online.read(projections, request.rows().stream().map(this::entityRow).toList());
  }

  /** The join keys of a request's row. */
  public Map<String, Object> entityRow(Map<String, Object> row) {
    Map<String, Object> entityRow = new LinkedHashMap<>();
    for (String column : joinKeys) {
      entityRow.put(column, row.get(column));
    }
    return entityRow;
  }

  /**
   * What the model says of one request, with the contribution of each of its inputs.
   *
   * @param row of the request
   * @param values that {@link #read} gave for it
   */
  public Score score(Map<String, Object> row, List<FeatureValue> values, Instant asOf) {
    Instant moment = asOf.truncatedTo(ChronoUnit.MICROS);
    Map<String, Object> inputs = new HashMap<>(row);
    for (int i = 0; i < values.size(); i++) {
      boolean present = values.get(i).statusAt(moment) == Status.PRESENT;
      inputs.put(features.get(i).name(), present ? values.get(i).value() : null);
    }
    return model.score(inputs);
  }

  /** What a request must have; nothing else but what the model ignores. */
  public Collection<RequestField> fields() {
    return fields.values();
  }

  /** The features that are read. */
  public List<FeatureViewProjection> projections() {
    return projections;
  }

  private Decision decide(Map<String, Object> row, List<FeatureValue> values, Instant moment) {
    Score score = score(row, values, moment);
    boolean rejected = score.probability() >= model.threshold();
    return new Decision(
        rejected ? Decision.REJECT : Decision.APPROVE,
        score.probability(),
        model.threshold(),
        rejected ? model.reasons(score) : List.of(),
        missing(values, moment),
        model.name());
  }

  private static List<String> missing(List<FeatureValue> values, Instant moment) {
    return values.stream()
        .filter(value -> value.statusAt(moment) != Status.PRESENT)
        .map(FeatureValue::reference)
        .toList();
  }

  private static void requireFeatures(
      PortableModel model, Map<String, Input> features, List<FeatureViewProjection> wanted) {
    Map<String, ValueType> known = new LinkedHashMap<>();
    for (FeatureViewProjection projection : wanted) {
      projection.features().forEach(f -> known.put(reference(projection, f), f.valueType()));
    }
    List<Problem> problems = new ArrayList<>();
    features.forEach(
        (reference, input) -> {
          if (!known.containsKey(reference)) {
            problems.add(
                new Problem(
                    "model " + model.name(),
                    "Its feature '"
                        + reference
                        + "' is not in the feature service '"
                        + model.featureService()
                        + "'."
                        + DidYouMean.hint(reference, known.keySet())));
          } else if (known.get(reference) != type(input)) {
            problems.add(
                new Problem(
                    "model " + model.name(),
                    "It was trained with '"
                        + reference
                        + "' as "
                        + type(input).dtype()
                        + ", which is now "
                        + known.get(reference).dtype()
                        + "; train it again."));
          }
        });
    if (!problems.isEmpty()) {
      throw new UserException(problems);
    }
  }

  private static Map<String, RequestField> fields(
      PortableModel model, List<FeatureViewProjection> wanted) {
    Map<String, RequestField> fields = new LinkedHashMap<>();
    OnlineFeatures.entityColumns(wanted)
        .forEach((column, key) -> add(fields, new RequestField(column, key.valueType(), true)));
    model.inputs().stream()
        .filter(input -> !input.isFeature())
        .forEach(input -> add(fields, new RequestField(input.name(), type(input), false)));
    return Collections.unmodifiableMap(fields);
  }

  private static void add(Map<String, RequestField> fields, RequestField field) {
    RequestField other = fields.putIfAbsent(field.name(), field);
    if (other != null && other.type() != field.type()) {
      throw new UserException(
          "request field " + field.name(),
          "It would have to be "
              + other.type().dtype()
              + " for one use and "
              + field.type().dtype()
              + " for another.");
    }
  }

  private static List<FeatureViewProjection> used(
      List<FeatureViewProjection> wanted, Map<String, Input> features) {
    return wanted.stream()
        .map(
            p ->
                new FeatureViewProjection(
                    p.view(),
                    p.alias(),
                    p.features().stream()
                        .filter(f -> features.containsKey(reference(p, f)))
                        .toList(),
                    p.joinKeyMap()))
        .filter(p -> !p.features().isEmpty())
        .toList();
  }

  private static List<Input> inOrder(
      List<FeatureViewProjection> projections, Map<String, Input> features) {
    return projections.stream()
        .flatMap(p -> p.features().stream().map(f -> features.get(reference(p, f))))
        .toList();
  }

  /** The names of the two enums are the same. */
  private static ValueType type(Input input) {
    return ValueType.valueOf(input.type().name());
  }

  private static String reference(FeatureViewProjection projection, Field feature) {
    return projection.nameToUse() + ":" + feature.name();
  }
}
