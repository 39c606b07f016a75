package dev.larder.registry;

import dev.larder.registry.RegistryChange.Action;
import java.util.List;

/**
 * What an apply changes, or changed.
 *
 * @param backfills views whose online values do not fit their new definition until they are
 *     materialized again
 */
public record RegistryChanges(List<RegistryChange> changes, List<Backfill> backfills) {
  static final RegistryChanges NONE = new RegistryChanges(List.of(), List.of());

  public RegistryChanges {
    changes = List.copyOf(changes);
    backfills = List.copyOf(backfills);
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  public long count(Action action) {
    return changes.stream().filter(c -> c.action() == action).count();
  }
}
