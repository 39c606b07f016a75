package dev.larder.registry;

import com.google.protobuf.Message;
import dev.larder.feature.Entity;
import dev.larder.registry.RegistryChange.Action;
import dev.larder.registry.RegistryChange.ObjectType;
import dev.larder.registry.proto.FeastProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One kind of objects of a registry message, each known by its project and its name.
 *
 * @param spec what of it is definition, and so is told when it changes
 */
record ObjectKind<M extends Message>(
    ObjectType type,
    Function<M, String> project,
    Function<M, String> name,
    Function<M, ? extends Message> spec) {

  static final ObjectKind<FeastProto.Entity> ENTITY =
      new ObjectKind<>(
          ObjectType.ENTITY,
          e -> e.getSpec().getProject(),
          e -> e.getSpec().getName(),
          FeastProto.Entity::getSpec);

  static final ObjectKind<FeastProto.DataSource> DATA_SOURCE =
      new ObjectKind<>(
          ObjectType.DATA_SOURCE,
          FeastProto.DataSource::getProject,
          FeastProto.DataSource::getName,
          Function.identity());

  static final ObjectKind<FeastProto.FeatureView> FEATURE_VIEW =
      new ObjectKind<>(
          ObjectType.FEATURE_VIEW,
          v -> v.getSpec().getProject(),
          v -> v.getSpec().getName(),
          FeastProto.FeatureView::getSpec);

  static final ObjectKind<FeastProto.FeatureService> FEATURE_SERVICE =
      new ObjectKind<>(
          ObjectType.FEATURE_SERVICE,
          s -> s.getSpec().getProject(),
          s -> s.getSpec().getName(),
          FeastProto.FeatureService::getSpec);

  /** The project's objects by name, in the registry's order. */
  Map<String, M> ofProject(List<M> all, String wantedProject) {
    Map<String, M> byName = new LinkedHashMap<>();
    all.stream()
        .filter(m -> project.apply(m).equals(wantedProject))
        .forEach(m -> byName.putIfAbsent(name.apply(m), m));
    return byName;
  }

  /**
   * All objects, with those of the project replaced: each in its old place, new ones at the end.
   */
  List<M> replaced(List<M> all, String wantedProject, Map<String, M> after) {
    Map<String, M> left = new LinkedHashMap<>(after);
    List<M> result = new ArrayList<>();
    for (M message : all) {
      M kept =
          project.apply(message).equals(wantedProject) ? left.remove(name.apply(message)) : message;
      if (kept != null) {
        result.add(kept);
      }
    }
    result.addAll(left.values());
    return result;
  }

  /** Created and updated objects in the order of their definition, then deleted ones. */
  List<RegistryChange> changes(Map<String, M> before, Map<String, M> after) {
    Stream<RegistryChange> made =
        after.entrySet().stream()
            .filter(e -> !e.getValue().equals(before.get(e.getKey())))
            .map(e -> made(e.getKey(), before.get(e.getKey()), e.getValue()));
    Stream<RegistryChange> deleted =
        before.keySet().stream()
            .filter(n -> !after.containsKey(n))
            .map(n -> new RegistryChange(Action.DELETED, type, n, List.of()));
    return Stream.concat(made, deleted).filter(c -> !c.name().equals(Entity.DUMMY_NAME)).toList();
  }

  private RegistryChange made(String named, M before, M after) {
    return before == null
        ? new RegistryChange(Action.CREATED, type, named, List.of())
        : new RegistryChange(
            Action.UPDATED,
            type,
            named,
            PropertyDiff.between(spec.apply(before), spec.apply(after)));
  }
}
