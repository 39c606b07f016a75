package dev.larder.registry;

import dev.larder.feature.Definitions;
import java.util.List;

/** A registry as it was read: immutable. */
public final class Registry {
  /** The project's definitions. */
  public Definitions definitions() {
    return null;
  }

  /** What was materialized of a view so far, in the order of the runs; empty where nothing was. */
  public List<MaterializationInterval> intervals(String view) {
    return null;
  }

  /** Feast's random id of this version of the registry. */
  public String versionId() {
    return null;
  }
}
