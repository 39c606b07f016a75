package dev.larder.registry;

import dev.larder.feature.Definitions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A registry as it was read: immutable. */
public final class Registry {
  private final Definitions definitions;
  private final Map<String, List<MaterializationInterval>> intervals;
  private final Map<String, Instant> created;
  private final Set<String> otherKindsOfViews;
  private final String versionId;

  Registry(
      Definitions definitions,
      Map<String, List<MaterializationInterval>> intervals,
      Map<String, Instant> created,
      Set<String> otherKindsOfViews,
      String versionId) {
    this.definitions = definitions;
    this.intervals = Map.copyOf(intervals);
    this.created = Map.copyOf(created);
    this.otherKindsOfViews = Set.copyOf(otherKindsOfViews);
    this.versionId = versionId;
  }

  /**
   * The project's definitions. What Larder cannot do as Feast does is there by its name and says so
   * when it is used.
   */
  public Definitions definitions() {
    return definitions;
  }

  /**
   * What was materialized of a view so far: intervals that do not touch, by their start; empty
   * where nothing was.
   */
  public List<MaterializationInterval> intervals(String view) {
    return intervals.getOrDefault(view, List.of());
  }

  /** When a view was first applied; {@link Instant#EPOCH} where the registry does not say. */
  public Instant created(String view) {
    return created.getOrDefault(view, Instant.EPOCH);
  }

  /** Feast's random id of this version of the registry. */
  public String versionId() {
    return versionId;
  }

  /** Whether that view is a stream, on-demand or label view: no plain feature view. */
  boolean isOtherKind(String view) {
    return otherKindsOfViews.contains(view);
  }
}
