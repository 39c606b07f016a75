package dev.larder.cli;

import dev.larder.registry.FeatureRepository;
import dev.larder.registry.RegistryChanges;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * Makes the registry say what {@code features.yaml} says. Values of removed feature views leave the
 * online store first: while Redis does not answer, the registry still knows what is to be removed.
 */
@Command(
    name = "apply",
    description =
        "Registers the definitions of features.yaml in Feast's registry, and removes the online"
            + " values of feature views that are gone.")
final class ApplyCommand extends LarderCommand {
  @Override
  Map<String, ?> execute() {
    FeatureRepository repository = repository();
    RemovedValues removed = new RemovedValues(repository.config());
    RegistryChanges changes =
        repository
            .registry()
            .apply(
                RegistryChangesReport.definitions(repository),
                planned -> removed.remove(planned.removedOnline()));
    RegistryChangesReport report = new RegistryChangesReport(changes, repository.config());
    report.printChanges(out());
    report.printInfrastructure(out(), removed.hashesByView());
    report.printBackfills(out());
    return report.counts(removed.hashesByView());
  }
}
