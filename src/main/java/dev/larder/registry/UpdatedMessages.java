package dev.larder.registry;

import dev.larder.feature.DataSource;
import dev.larder.feature.Definitions;
import dev.larder.feature.Entity;
import dev.larder.feature.FeatureService;
import dev.larder.feature.FeatureView;
import dev.larder.registry.proto.FeastProto;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A project's messages after an update, by name, each made from the one that the registry holds: an
 * unchanged definition keeps its message, a changed one gets new times. With them stand the
 * leftovers.
 */
final class UpdatedMessages {
  private final Definitions wanted;
  private final String project;
  private final RegistryLeftovers leftovers;
  private final FeatureViewVersions versions;
  private final Instant now;

  /**
   * @param versions where new versions of views are added
   */
  UpdatedMessages(
      Definitions wanted, RegistryLeftovers leftovers, FeatureViewVersions versions, Instant now) {
    this.wanted = wanted;
    this.project = wanted.project();
    this.leftovers = leftovers;
    this.versions = versions;
    this.now = now;
  }

  Map<String, FeastProto.Entity> entities(Map<String, FeastProto.Entity> old) {
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

  Map<String, FeastProto.DataSource> sources(Map<String, FeastProto.DataSource> old) {
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

  Map<String, FeastProto.FeatureView> views(
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

  Map<String, FeastProto.FeatureService> services(
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

  /** The times after a change; those of a new object where there are none yet. */
  FeastProto.Meta stamped(FeastProto.Meta before) {
    FeastProto.Meta.Builder meta = before.toBuilder();
    if (!meta.hasCreatedTimestamp()) {
      meta.setCreatedTimestamp(ProtoTimes.timestamp(now));
    }
    return meta.setLastUpdatedTimestamp(ProtoTimes.timestamp(now)).build();
  }
}
