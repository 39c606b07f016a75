package dev.larder.registry;

import dev.larder.feature.Entity;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.registry.proto.FeastProto;
import java.util.List;

/** Feature views to and from Feast's message. */
final class FeatureViewCodec {
  private FeatureViewCodec() {}

  static FeatureView read(FeastProto.FeatureView message) {
    FeastProto.FeatureViewSpec spec = message.getSpec();
    List<String> entities = withoutDummy(spec.getEntitiesList());
    List<Field> entityColumns =
        entities.isEmpty() ? List.of() : FieldCodec.read(spec.getEntityColumnsList());
    return new FeatureView(
        spec.getName(),
        entities,
        entityColumns,
        FieldCodec.read(spec.getFeaturesList()),
        ProtoTimes.duration(spec.getTtl()),
        spec.hasBatchSource() ? DataSourceCodec.read(spec.getBatchSource()) : null,
        spec.getOnline(),
        spec.getDisabled(),
        message.getMeta().getCurrentVersionNumber(),
        spec.getDescription(),
        spec.getTagsMap(),
        spec.getOwner(),
        unsupported(spec, entityColumns));
  }

  /**
   * The message of a view.
   *
   * @param existing what the registry holds of it, or an empty message; its times, intervals, state
   *     and what Larder does not know stay
   * @param listedSource the registry's own entry of the view's source
   */
  static FeastProto.FeatureView write(
      FeatureView view,
      String project,
      FeastProto.FeatureView existing,
      FeastProto.DataSource listedSource) {
    FeastProto.FeatureViewSpec old = existing.getSpec();
    boolean entityless = view.entities().isEmpty();
    FeastProto.FeatureViewSpec.Builder spec =
        old.toBuilder()
            .setName(view.name())
            .setProject(project)
            .clearEntities()
            .addAllEntities(entityless ? List.of(Entity.DUMMY_NAME) : view.entities())
            .clearEntityColumns()
            .addAllEntityColumns(
                FieldCodec.write(
                    entityless ? List.of(dummyColumn()) : view.entityColumns(),
                    old.getEntityColumnsList()))
            .clearFeatures()
            .addAllFeatures(FieldCodec.write(view.features(), old.getFeaturesList()))
            .setBatchSource(
                DataSourceCodec.embed(view.source(), old.getBatchSource(), listedSource))
            .clearSourceViews()
            .clearFeatureTransformation()
            .setOnline(view.online())
            .setDisabled(view.disabled())
            .setDescription(view.description())
            .clearTags()
            .putAllTags(view.tags())
            .setOwner(view.owner());
    // Feast reads an absent ttl as 0, so one that is absent may stay so.
    if (!view.ttl().equals(ProtoTimes.duration(old.getTtl())) || existing.equals(empty())) {
      spec.setTtl(ProtoTimes.duration(view.ttl()));
    }
    if (existing.equals(empty())) {
      spec.setVersion(FeatureViewVersions.LATEST);
    }
    return existing.toBuilder().setSpec(spec).build();
  }

  static FeastProto.FeatureView empty() {
    return FeastProto.FeatureView.getDefaultInstance();
  }

  static List<String> withoutDummy(List<String> entities) {
    return entities.stream().filter(e -> !e.equals(Entity.DUMMY_NAME)).toList();
  }

  /** Why the join keys of a view cannot stand in Redis keys; null where they can. */
  static String unsupportedKeys(List<Field> entityColumns) {
    return entityColumns.stream()
        .filter(c -> !c.valueType().isKeyType())
        .findFirst()
        .map(c -> "Its join key '" + c.name() + "' has a type that cannot be a key in Feast.")
        .orElse(null);
  }

  private static String unsupported(FeastProto.FeatureViewSpec spec, List<Field> entityColumns) {
    if (spec.hasFeatureTransformation()) {
      return "It has a transformation in Python, which Larder does not run.";
    }
    if (spec.getSourceViewsCount() > 0) {
      return "It is computed from other feature views, which Larder does not do.";
    }
    if (!spec.hasBatchSource()) {
      return "It has no batch source to read from.";
    }
    return unsupportedKeys(entityColumns);
  }

  private static Field dummyColumn() {
    return new Field(Entity.DUMMY_JOIN_KEY, ValueType.STRING);
  }
}
