package dev.larder.serving.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.larder.UserException.Problem;
import dev.larder.feature.Settings.OnMissing;
import dev.larder.serving.Decision;
import dev.larder.serving.FeatureValue;
import dev.larder.serving.FeatureValue.Status;
import dev.larder.serving.Scoring;
import dev.larder.serving.ScoringRequest;
import dev.larder.serving.http.ServerMetrics.Part;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code POST /score}: decides loan requests. */
final class ScoreEndpoint implements Endpoint {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<Deployment> deployment;
  private final Readers readers;
  private final ServerMetrics metrics;
  private final Policy policy;

  /**
   * How it decides.
   *
   * @param asOf the moment of each request
   * @param rows the most of one request
   */
  record Policy(Supplier<Instant> asOf, OnMissing onMissing, int rows) {}

  ScoreEndpoint(
      Supplier<Deployment> deployment, Readers readers, ServerMetrics metrics, Policy policy) {
    this.deployment = deployment;
    this.readers = readers;
    this.metrics = metrics;
    this.policy = policy;
  }

  @Override
  public Response handle(Request request) {
    Deployment current = deployment.get();
    Scoring scoring = current.scoring();
    Instant moment = policy.asOf().get().truncatedTo(ChronoUnit.MICROS);
    Stopwatch stopwatch = new Stopwatch(metrics);
    ScoringRequest loans = scoring.parse("request", request.body());
    requireFew(loans.rows().size());
    stopwatch.lap(Part.PARSE);
    List<List<FeatureValue>> values =
        readers.read(
            reader -> scoring.read(loans, (features, rows) -> reader.read(current.lookup(), rows)));
    stopwatch.lap(Part.READ);
    if (policy.onMissing() == OnMissing.REFUSE) {
      requireAll(values, moment);
    }
    List<Decision> decisions = scoring.decide(loans, values, moment);
    stopwatch.lap(Part.SCORE);
    for (int i = 0; i < decisions.size(); i++) {
      metrics.decision(decisions.get(i), values.get(i), moment);
    }
    if (!request.flag("explain")) {
      return Response.json(loans.answer(decisions));
    }
    List<ObjectNode> explained = new ArrayList<>();
    for (int i = 0; i < decisions.size(); i++) {
      ObjectNode answer = JSON.valueToTree(decisions.get(i));
      answer.setAll(
          Explanation.contributions(
              current.model(), scoring.score(loans.rows().get(i), values.get(i), moment)));
      answer.set("features", Explanation.features(values.get(i), moment));
      answer.set("keys", keys(current, loans.rows().get(i)));
      answer.set("milliseconds", JSON.valueToTree(stopwatch.milliseconds()));
      explained.add(answer);
    }
    return Response.json(loans.single() ? explained.get(0) : explained);
  }

  private ArrayNode keys(Deployment current, Map<String, Object> loan) {
    Map<String, Object> entityRow = current.scoring().entityRow(loan);
    return Explanation.keys(readers.read(reader -> reader.locate(current.lookup(), entityRow)));
  }

  private void requireFew(int rows) {
    if (rows > policy.rows()) {
      throw new HttpException(
          HttpException.TOO_LARGE,
          "There are " + rows + " loan requests in one; expected at most " + policy.rows() + ".");
    }
  }

  private static void requireAll(List<List<FeatureValue>> values, Instant moment) {
    List<FeatureValue> missing =
        values.stream()
            .flatMap(List::stream)
            .filter(value -> value.statusAt(moment) != Status.PRESENT)
            .toList();
    if (!missing.isEmpty()) {
      boolean late = missing.stream().anyMatch(value -> !value.answered());
      throw new HttpException(
          late ? HttpException.UNAVAILABLE : HttpException.UNDECIDED,
          missing.stream()
              .map(
                  value ->
                      new Problem(
                          value.reference(),
                          "It has no value ("
                              + value.statusAt(moment)
                              + "), and larder.on_missing"
                              + " is refuse."))
              .distinct()
              .toList());
    }
  }
}
