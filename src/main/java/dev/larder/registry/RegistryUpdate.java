package dev.larder.registry;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import dev.larder.feature.DataSource;
import dev.larder.feature.Definitions;
import dev.larder.feature.Entity;
import dev.larder.feature.FeatureService;
import dev.larder.feature.FeatureView;
import dev.larder.registry.proto.FeastProto;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
  private final Definitions wanted;
  private final String project;
  private final boolean versionedViewNames;
  private final Instant now;
  private final RegistryLeftovers leftovers;
  private final FeatureViewVersions versions;

  RegistryUpdate(
      FeastProto.Registry current, Definitions wanted, boolean versionedViewNames, Instant now) {
    this.current = current;
    this.wanted = wanted;
    this.project = wanted.project();
    this.versionedViewNames = versionedViewNames;
    this.now = now;
    this.leftovers = new RegistryLeftovers(new RegistryReader(current, project).read(), wanted);
    this.versions = new FeatureViewVersions(current.getFeatureViewVersionHistory(), project, now);
  }

  /**
   * Does it.
   *
   * @throws UserException where the definitions cannot stand in this registry
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

    Map<String, FeastProto.Entity> entities = entities(oldEntities);
    Map<String, FeastProto.DataSource> sources = sources(oldSources);
    Map<String, FeastProto.FeatureView> views = views(oldViews, sources);
    Map<String, FeastProto.FeatureService> services = services(oldServices, views);
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
    return new Result(builder.build(), new RegistryChanges(changes, backfills(oldViews, views)));
  }

  private Map<String, FeastProto.Entity> entities(Map<String, FeastProto.Entity> old) {
    Map<String, FeastProto.Entity> result = new LinkedHashMap<>();
    Stream.concat(wanted.entities().values().stream(), Stream.of(EntityCodec.DUMMY))
        .forEach(e -> result.put(e.name(), entity(e, old)));
    return withLeftovers(result, old, leftovers.entities());
  }

  private FeastProto.Entity entity(Entity entity, Map<String, FeastProto.Entity> old) {
    FeastProto.Entity before =
        old.getOrDefault(entity.name(), FeastProto.Entity.getDefaultInstance());
    FeastProto.Entity after = EntityCodec.write(entity, project, before);
    return after.equals(before)
        ? before
        : after.toBuilder().setMeta(stamped(before.getMeta())).build();
  }

  private Map<String, FeastProto.DataSource> sources(Map<String, FeastProto.DataSource> old) {
    Map<String, FeastProto.DataSource> result = new LinkedHashMap<>();
    Stream.concat(
            wanted.dataSources().values().stream(),
            wanted.featureViews().values().stream().map(FeatureView::source))
        .forEach(s -> result.computeIfAbsent(s.name(), name -> source(s, old)));
    return withLeftovers(result, old, leftovers.dataSources());
  }

  private FeastProto.DataSource source(DataSource source, Map<String, FeastProto.DataSource> old) {
    FeastProto.DataSource before =
        old.getOrDefault(source.name(), FeastProto.DataSource.getDefaultInstance());
    FeastProto.DataSource after =
        DataSourceCodec.write(source, before).toBuilder().setProject(project).build();
    if (after.equals(before)) {
      return before;
    }
    FeastProto.DataSource.SourceMeta.Builder meta = before.getMeta().toBuilder();
    if (!meta.hasCreatedTimestamp()) {
      meta.setCreatedTimestamp(ProtoTimes.timestamp(now));
    }
    meta.setLastUpdatedTimestamp(ProtoTimes.timestamp(now));
    return after.toBuilder().setMeta(meta).build();
  }

  private Map<String, FeastProto.FeatureView> views(
      Map<String, FeastProto.FeatureView> old, Map<String, FeastProto.DataSource> sources) {
    Map<String, FeastProto.FeatureView> result = new LinkedHashMap<>();
    wanted.featureViews().forEach((name, view) -> result.put(name, view(view, old, sources)));
    return withLeftovers(result, old, leftovers.featureViews());
  }

  private FeastProto.FeatureView view(
      FeatureView view,
      Map<String, FeastProto.FeatureView> old,
      Map<String, FeastProto.DataSource> sources) {
    FeastProto.FeatureView before = old.getOrDefault(view.name(), FeatureViewCodec.empty());
    FeastProto.FeatureView after =
        FeatureViewCodec.write(view, project, before, sources.get(view.source().name()));
    if (after.equals(before)) {
      return before;
    }
    FeastProto.FeatureView.Builder stamped = after.toBuilder();
    if (!stamped.getMeta().hasCreatedTimestamp()) {
      stamped.getMetaBuilder().setCreatedTimestamp(ProtoTimes.timestamp(now));
    }
    stamped.getMetaBuilder().setLastUpdatedTimestamp(ProtoTimes.timestamp(now));
    return old.containsKey(view.name())
        ? versions.next(before, stamped.build())
        : versions.first(stamped.build());
  }

  private Map<String, FeastProto.FeatureService> services(
      Map<String, FeastProto.FeatureService> old, Map<String, FeastProto.FeatureView> views) {
    Map<String, FeastProto.FeatureService> result = new LinkedHashMap<>();
    wanted.featureServices().forEach((name, s) -> result.put(name, service(s, old, views)));
    return withLeftovers(result, old, leftovers.featureServices());
  }

  private FeastProto.FeatureService service(
      FeatureService service,
      Map<String, FeastProto.FeatureService> old,
      Map<String, FeastProto.FeatureView> views) {
    FeastProto.FeatureService before =
        old.getOrDefault(service.name(), FeastProto.FeatureService.getDefaultInstance());
    FeastProto.FeatureService after = FeatureServiceCodec.write(service, project, before, views);
    return after.equals(before)
        ? before
        : after.toBuilder().setMeta(stamped(before.getMeta())).build();
  }

  private static <M> Map<String, M> withLeftovers(
      Map<String, M> made, Map<String, M> old, Set<String> leftovers) {
    old.forEach(
        (name, message) -> {
          if (leftovers.contains(name)) {
            made.putIfAbsent(name, message);
          }
        });
    return made;
  }

  private FeastProto.Meta stamped(FeastProto.Meta before) {
    FeastProto.Meta.Builder meta = before.toBuilder();
    if (!meta.hasCreatedTimestamp()) {
      meta.setCreatedTimestamp(ProtoTimes.timestamp(now));
    }
    return meta.setLastUpdatedTimestamp(ProtoTimes.timestamp(now)).build();
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
          .setMeta(stamped(FeastProto.Meta.getDefaultInstance()));
    }
  }

  private List<Backfill> backfills(
      Map<String, FeastProto.FeatureView> before, Map<String, FeastProto.FeatureView> after) {
    return before.entrySet().stream()
        .filter(e -> after.containsKey(e.getKey()))
        .flatMap(e -> Backfill.of(e.getValue(), after.get(e.getKey()), versionedViewNames).stream())
        .toList();
  }
}
