package dev.larder.cli;

import dev.larder.feature.Definitions;
import dev.larder.registry.Registry;
import dev.larder.registry.RegistryYaml;
import java.util.Map;
import picocli.CommandLine.Command;

/** Prints the registry as {@code features.yaml}: the way from a Feast repository to YAML. */
@Command(
    name = "registry-dump",
    description = "Prints the registry as a features.yaml that apply takes back.")
final class RegistryDumpCommand extends LarderCommand {
  @Override
  Map<String, ?> execute() {
    Registry registry = repository().registry().load();
    out().print(RegistryYaml.of(registry));
    Definitions definitions = registry.definitions();
    return Map.of(
        "entities", definitions.entities().size(),
        "data_sources", definitions.dataSources().size(),
        "feature_views", definitions.featureViews().size(),
        "feature_services", definitions.featureServices().size());
  }
}
