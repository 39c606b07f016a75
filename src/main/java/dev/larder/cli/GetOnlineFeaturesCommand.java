package dev.larder.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.registry.FeatureRepository;
import dev.larder.serving.FeatureValue;
import dev.larder.serving.FeatureValue.Status;
import dev.larder.serving.OnlineFeatures;
import dev.larder.serving.OnlineFeaturesResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code larder get-online-features}. */
@Command(
    name = "get-online-features",
    description = "Read features of entities from the online store; prints Feast's JSON.")
final class GetOnlineFeaturesCommand extends LarderCommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ArgGroup(multiplicity = "1")
  private WantedFeatures wanted;

  @Option(
      names = "--entity",
      paramLabel = "NAME=VALUE",
      description =
          "A join key's value; once more for each further entity row, for every join key alike.")
  private List<String> entities = List.of();

  @Option(
      names = "--full-feature-names",
      description = "Name the features VIEW__FEATURE instead of FEATURE.")
  private boolean fullFeatureNames;

  @Override
  Map<String, ?> execute() throws JsonProcessingException {
    FeatureRepository repository = repository();
    Definitions definitions = repository.registry().load().definitions();
    List<FeatureViewProjection> projections =
        definitions.resolve(wanted.featureService(), wanted.features());
    List<Map<String, Object>> rows =
        EntityArguments.rows(entities, OnlineFeatures.entityColumns(projections));
    try (OnlineFeatures online = OnlineFeatures.open(repository.config())) {
      List<List<FeatureValue>> values = online.read(projections, rows);
      ObjectNode response =
          OnlineFeaturesResponse.of(
              projections, rows, values, fullFeatureNames, value -> Status.PRESENT);
      out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(response));
      return counts(values);
    }
  }

  private static Map<String, Object> counts(List<List<FeatureValue>> values) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("rows", values.size());
    counts.put("values", values.stream().mapToInt(List::size).sum());
    counts.put(
        "values_missing",
        values.stream()
            .flatMap(List::stream)
            .map(FeatureValue::value)
            .filter(Objects::isNull)
            .count());
    return counts;
  }
}
