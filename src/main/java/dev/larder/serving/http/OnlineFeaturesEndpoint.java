package dev.larder.serving.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.larder.UserException.Problem;
import dev.larder.feature.Settings.OnlineStatus;
import dev.larder.serving.FeatureLookup;
import dev.larder.serving.FeatureValue;
import dev.larder.serving.FeatureValue.Status;
import dev.larder.serving.OnlineFeaturesRequest;
import dev.larder.serving.OnlineFeaturesResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code POST /get-online-features}, as Feast's feature server answers it. */
final class OnlineFeaturesEndpoint implements Endpoint {
  private final Supplier<Deployment> deployment;
  private final Readers readers;
  private final OnlineStatus statuses;
  private final int rows;

  OnlineFeaturesEndpoint(
      Supplier<Deployment> deployment, Readers readers, OnlineStatus statuses, int rows) {
    this.deployment = deployment;
    this.readers = readers;
    this.statuses = statuses;
    this.rows = rows;
  }

  @Override
  public Response handle(Request request) {
    OnlineFeaturesRequest asked = OnlineFeaturesRequest.parse("request", request.body());
    Deployment current = deployment.get();
    FeatureLookup lookup = current.lookup(asked.featureService(), asked.features());
    List<Map<String, Object>> entityRows = asked.rows(current.definitions(), lookup.projections());
    if (entityRows.size() > rows) {
      throw new HttpException(
          HttpException.TOO_LARGE,
          "There are " + entityRows.size() + " entity rows; expected at most " + rows + ".");
    }
    lookup.requireValid(entityRows);
    List<List<FeatureValue>> values = readers.read(reader -> reader.read(lookup, entityRows));
    requireAnswers(values);
    ObjectNode response =
        OnlineFeaturesResponse.of(
            lookup.projections(),
            entityRows,
            values,
            asked.fullFeatureNames(),
            status(Instant.now()));
    if (asked.includeFeatureViewVersionMetadata()) {
      OnlineFeaturesResponse.addVersions(response, lookup.projections());
    }
    return Response.json(response);
  }

  private Function<FeatureValue, Status> status(Instant now) {
    return statuses == OnlineStatus.STRICT ? value -> value.statusAt(now) : v -> Status.PRESENT;
  }

  private static void requireAnswers(List<List<FeatureValue>> values) {
    List<Problem> late =
        values.stream()
            .flatMap(List::stream)
            .filter(value -> !value.answered())
            .map(
                value ->
                    new Problem(
                        value.projection().nameToUse(),
                        "Its server in the online store did not answer within"
                            + " larder.read_deadline."))
            .distinct()
            .toList();
    if (!late.isEmpty()) {
      throw new HttpException(HttpException.UNAVAILABLE, late);
    }
  }
}
