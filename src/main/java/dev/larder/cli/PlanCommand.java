package dev.larder.cli;

import dev.larder.registry.FeatureRepository;
import dev.larder.registry.RegistryChanges;
import java.util.Map;
import picocli.CommandLine.Command;

/** Tells what {@code apply} would change. */
@Command(name = "plan", description = "Prints what apply would change, and changes nothing.")
final class PlanCommand extends LarderCommand {
  @Override
  Map<String, ?> execute() {
    FeatureRepository repository = repository();
    RegistryChanges changes =
        repository.registry().plan(RegistryChangesReport.definitions(repository));
    RegistryChangesReport report = new RegistryChangesReport(changes, repository.config());
    report.printChanges(out());
    report.printPlannedRemovals(out());
    report.printBackfills(out());
    out().println("This is a plan: nothing was written.");
    return report.counts();
  }
}
