package dev.larder.registry;

import dev.larder.feature.FeatureView;
import dev.larder.registry.RegistryChange.Action;
import java.util.List;

/**
 * What an apply changes, or changed.
 *
 * @param changes objects created, updated and deleted
 * @param removedOnline views that go, as the registry had them, of which the online store may hold
 *     values: those that were online, or ever materialized
 * @param backfills views whose online values do not fit their new definition until they are
 *     materialized again
 */
public record RegistryChanges(
    List<RegistryChange> changes, List<FeatureView> removedOnline, List<Backfill> backfills) {
  static final RegistryChanges NONE = new RegistryChanges(List.of(), List.of(), List.of());

  public RegistryChanges {
    changes = List.copyOf(changes);
    removedOnline = List.copyOf(removedOnline);
    backfills = List.copyOf(backfills);
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  public long count(Action action) {
    return changes.stream().filter(c -> c.action() == action).count();
  }
}
