package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.registry.Backfill;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.RegistryChange;
import dev.larder.registry.RegistryChange.Action;
import dev.larder.registry.RegistryChange.ObjectType;
import dev.larder.registry.RegistryChanges;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code apply} and {@code plan} print of changes, in the words of Feast's apply. */
final class RegistryChangesReport {
  private final RegistryChanges changes;
  private final boolean removesOnline;

  RegistryChangesReport(RegistryChanges changes, FeatureStoreConfig config) {
    this.changes = changes;
    this.removesOnline = config.onlineStore().fullScanForDeletion();
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

  /** What an apply would do to the online store, which a plan does not look into. */
  void printPlannedRemovals(PrintWriter out) {
    if (!changes.removedOnline().isEmpty()) {
      out.println();
    }
    if (removesOnline) {
      changes
          .removedOnline()
          .forEach(view -> out.println("Would remove the online values of " + view.name()));
    }
    printKept(out);
  }

  /**
   * What an apply did to the online store.
   *
   * @param hashesByView how many hashes held values of a removed view
   */
  void printInfrastructure(PrintWriter out, Map<String, Long> hashesByView) {
    List<RegistryChange> views =
        changes.changes().stream().filter(c -> c.type() == ObjectType.FEATURE_VIEW).toList();
    if (!views.isEmpty()) {
      out.println();
    }
    for (RegistryChange view : views) {
      String verb = view.action() == Action.DELETED ? "Removing" : "Deploying";
      out.println(verb + " infrastructure for " + view.name());
      if (hashesByView.containsKey(view.name())) {
        out.printf("\tHashes that held its values: %,d%n", hashesByView.get(view.name()));
      }
    }
    printKept(out);
  }

  private void printKept(PrintWriter out) {
    if (!removesOnline) {
      changes
          .removedOnline()
          .forEach(
              view ->
                  out.println(
                      "Online values of "
                          + view.name()
                          + " stay: online_store.full_scan_for_deletion is false"));
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

  /**
   * With the hashes that an apply changed.
   *
   * @param hashesByView as they are printed
   */
  Map<String, ?> counts(Map<String, Long> hashesByView) {
    Map<String, Object> counts = new TreeMap<>(counts());
    counts.put("hashes_changed", hashesByView.values().stream().mapToLong(h -> h).sum());
    return counts;
  }
}
