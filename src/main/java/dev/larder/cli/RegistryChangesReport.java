package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.registry.Backfill;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.RegistryChange;
import dev.larder.registry.RegistryChange.Action;
import dev.larder.registry.RegistryChange.ObjectType;
import dev.larder.registry.RegistryChanges;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** What {@code apply} and {@code plan} print of changes, in the words of Feast's apply. */
final class RegistryChangesReport {
  private final RegistryChanges changes;

  RegistryChangesReport(RegistryChanges changes) {
    this.changes = changes;
  }

  /**
   * The definitions of a repository in YAML.
   *
   * @throws UserException where it has none
   */
  static Definitions definitions(FeatureRepository repository) {
    return repository
        .definitions()
        .orElseThrow(
            () ->
                new UserException(
                    repository.config().directory(),
                    "There is no features.yaml, which says what to register. 'larder init DIR'"
                        + " writes an example; 'larder registry-dump' makes one from a registry"
                        + " that Feast wrote."));
  }

  void printChanges(PrintWriter out) {
    if (changes.isEmpty()) {
      out.println("No changes to the registry");
    }
    for (RegistryChange change : changes.changes()) {
      out.println(change);
      change.details().forEach(detail -> out.println("\t" + detail));
    }
  }

  void printInfrastructure(PrintWriter out) {
    List<RegistryChange> views =
        changes.changes().stream().filter(c -> c.type() == ObjectType.FEATURE_VIEW).toList();
    if (!views.isEmpty()) {
      out.println();
    }
    for (RegistryChange view : views) {
      String verb = view.action() == Action.DELETED ? "Removing" : "Deploying";
      out.println(verb + " infrastructure for " + view.name());
    }
  }

  void printBackfills(PrintWriter out) {
    for (Backfill backfill : changes.backfills()) {
      out.println();
      out.println(
          "What was materialized of feature view "
              + backfill.view()
              + " lacks: "
              + String.join(", ", backfill.features())
              + ". This fills it:");
      out.println("  " + backfill.command());
    }
  }

  Map<String, ?> counts() {
    return Map.of(
        "created", changes.count(Action.CREATED),
        "updated", changes.count(Action.UPDATED),
        "deleted", changes.count(Action.DELETED),
        "backfills", changes.backfills().size());
  }
}
