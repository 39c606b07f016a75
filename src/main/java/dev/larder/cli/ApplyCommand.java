package dev.larder.cli;

import dev.larder.registry.FeatureRepository;
import dev.larder.registry.RegistryChanges;
import java.util.Map;
import picocli.CommandLine.Command;

/** Makes the registry say what {@code features.yaml} says. */
@Command(
    name = "apply",
    description = "Registers the definitions of features.yaml in Feast's registry.")
final class ApplyCommand extends LarderCommand {
  @Override
  Map<String, ?> execute() {
    FeatureRepository repository = repository();
    RegistryChanges changes =
        repository.registry().apply(RegistryChangesReport.definitions(repository));
    RegistryChangesReport report = new RegistryChangesReport(changes);
    report.printChanges(out());
    report.printInfrastructure(out());
    report.printBackfills(out());
    return report.counts();
  }
}
