package dev.larder.registry;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureView;
import dev.larder.registry.proto.FeastProto;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Brings one project of a registry message to what its definitions say. A message whose definition
 * is unchanged stays as it is; a changed one keeps what Larder does not know of it.
 */
final class RegistryUpdate {
  /** The registry after the update, and what changed in it. */
  record Result(FeastProto.Registry message, RegistryChanges changes) {}

  private final FeastProto.Registry current;
  private final String project;
  private final boolean versionedViewNames;
  private final RegistryLeftovers leftovers;
  private final FeatureViewVersions versions;
  private final UpdatedMessages updated;

  RegistryUpdate(
      FeastProto.Registry current, Definitions wanted, boolean versionedViewNames, Instant now) {
    this.current = current;
    this.project = wanted.project();
    this.versionedViewNames = versionedViewNames;
    this.leftovers = new RegistryLeftovers(new RegistryReader(current, project).read(), wanted);
    this.versions = new FeatureViewVersions(current.getFeatureViewVersionHistory(), project, now);
    this.updated = new UpdatedMessages(wanted, leftovers, versions, now);
  }

  /**
   * The updated registry.
   *
   * @throws UserException where two features would share one field in Redis, or a name is taken by
   *     a view of another kind
   */
  Result run() {
    Map<String, FeastProto.Entity> oldEntities =
        ObjectKind.ENTITY.ofProject(current.getEntitiesList(), project);
    Map<String, FeastProto.DataSource> oldSources =
        ObjectKind.DATA_SOURCE.ofProject(current.getDataSourcesList(), project);
    Map<String, FeastProto.FeatureView> oldViews =
        ObjectKind.FEATURE_VIEW.ofProject(current.getFeatureViewsList(), project);
    Map<String, FeastProto.FeatureService> oldServices =
        ObjectKind.FEATURE_SERVICE.ofProject(current.getFeatureServicesList(), project);

    Map<String, FeastProto.Entity> entities = updated.entities(oldEntities);
    Map<String, FeastProto.DataSource> sources = updated.sources(oldSources);
    Map<String, FeastProto.FeatureView> views = updated.views(oldViews, sources);
    Map<String, FeastProto.FeatureService> services = updated.services(oldServices, views);
    check(views);

    List<RegistryChange> changes = new ArrayList<>();
    changes.addAll(ObjectKind.ENTITY.changes(oldEntities, entities));
    changes.addAll(ObjectKind.DATA_SOURCE.changes(oldSources, sources));
    changes.addAll(ObjectKind.FEATURE_VIEW.changes(oldViews, views));
    changes.addAll(ObjectKind.FEATURE_SERVICE.changes(oldServices, services));

    FeastProto.Registry.Builder builder = current.toBuilder();
    builder
        .clearEntities()
        .addAllEntities(ObjectKind.ENTITY.replaced(current.getEntitiesList(), project, entities))
        .clearDataSources()
        .addAllDataSources(
            ObjectKind.DATA_SOURCE.replaced(current.getDataSourcesList(), project, sources))
        .clearFeatureViews()
        .addAllFeatureViews(
            ObjectKind.FEATURE_VIEW.replaced(current.getFeatureViewsList(), project, views))
        .clearFeatureServices()
        .addAllFeatureServices(
            ObjectKind.FEATURE_SERVICE.replaced(
                current.getFeatureServicesList(), project, services));
    addHistory(builder, oldViews.keySet(), views.keySet());
    addProject(builder);
    return new Result(
        builder.build(),
        new RegistryChanges(changes, removedOnline(oldViews, views), backfills(oldViews, views)));
  }

  private void check(Map<String, FeastProto.FeatureView> views) {
    List<FeatureView> all =
        Stream.concat(
                views.values().stream().map(FeatureViewCodec::read),
                leftovers.otherKindsOfViews().stream())
            .toList();
    List<Problem> problems = new ArrayList<>(leftovers.takenNames());
    problems.addAll(HashedNames.collisions(all, versionedViewNames));
    if (!problems.isEmpty()) {
      throw new UserException(problems);
    }
  }

  private void addHistory(
      FeastProto.Registry.Builder builder, Set<String> before, Set<String> after) {
    Set<String> deleted = new HashSet<>(before);
    deleted.removeAll(after);
    FeastProto.FeatureViewVersionHistory history = versions.without(deleted);
    if (!history.equals(current.getFeatureViewVersionHistory())) {
      builder.setFeatureViewVersionHistory(history);
    }
  }

  private void addProject(FeastProto.Registry.Builder builder) {
    if (builder.getProjectsList().stream().noneMatch(p -> p.getSpec().getName().equals(project))) {
      builder
          .addProjectsBuilder()
          .setSpec(FeastProto.ProjectSpec.newBuilder().setName(project))
          .setMeta(updated.stamped(FeastProto.Meta.getDefaultInstance()));
    }
  }

  private static List<FeatureView> removedOnline(
      Map<String, FeastProto.FeatureView> before, Map<String, FeastProto.FeatureView> after) {
    return before.values().stream()
        .filter(v -> !after.containsKey(v.getSpec().getName()))
        .filter(v -> v.getSpec().getOnline() || v.getMeta().getMaterializationIntervalsCount() > 0)
        .map(FeatureViewCodec::read)
        .filter(v -> v.entityColumns().stream().allMatch(c -> c.valueType().isKeyType()))
        .toList();
  }

  private List<Backfill> backfills(
      Map<String, FeastProto.FeatureView> before, Map<String, FeastProto.FeatureView> after) {
    return before.entrySet().stream()
        .filter(e -> after.containsKey(e.getKey()))
        .flatMap(e -> Backfill.of(e.getValue(), after.get(e.getKey()), versionedViewNames).stream())
        .toList();
  }
}
