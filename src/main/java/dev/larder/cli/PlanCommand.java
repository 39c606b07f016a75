package dev.larder.cli;

import dev.larder.registry.FeatureRepository;
import dev.larder.registry.RegistryChanges;
import java.util.Map;
import picocli.CommandLine.Command;

/** Tells what {@code apply} would change. */
@Command(
    name = "plan",
    description = "Prints what apply would change in the registry, and changes nothing.")
final class PlanCommand extends LarderCommand {
  @Override
  Map<String, ?> execute() {
    FeatureRepository repository = repository();
    RegistryChanges changes =
        repository.registry().plan(RegistryChangesReport.definitions(repository));
    RegistryChangesReport report = new RegistryChangesReport(changes);
    report.printChanges(out());
    report.printBackfills(out());
    out().println("This is a plan: nothing was written.");
    return report.counts();
  }
}
