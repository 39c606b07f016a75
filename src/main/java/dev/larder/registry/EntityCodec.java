package dev.larder.registry;

import dev.larder.feature.Entity;
import dev.larder.feature.ValueType;
import dev.larder.registry.proto.FeastProto;
import java.util.Map;

/** Entities to and from Feast's message. */
final class EntityCodec {
  /** What Feast puts in every project, for views without entities. */
  static final Entity DUMMY =
      new Entity(Entity.DUMMY_NAME, Entity.DUMMY_JOIN_KEY, ValueType.INVALID, "", Map.of(), "");

  private EntityCodec() {}

  static Entity read(FeastProto.Entity message) {
    FeastProto.EntitySpec spec = message.getSpec();
    return new Entity(
        spec.getName(),
        spec.getJoinKey(),
        ValueType.ofNumber(spec.getValueType()),
        spec.getDescription(),
        spec.getTagsMap(),
        spec.getOwner());
  }

  /**
   * The message of an entity.
   *
   * @param existing what the registry holds of it, or an empty message; its times and what Larder
   *     does not know stay
   */
  static FeastProto.Entity write(Entity entity, String project, FeastProto.Entity existing) {
    FeastProto.EntitySpec spec =
        existing.getSpec().toBuilder()
            .setName(entity.name())
            .setProject(project)
            .setJoinKey(entity.joinKey())
            .setValueType(entity.valueType().number())
            .setDescription(entity.description())
            .clearTags()
            .putAllTags(entity.tags())
            .setOwner(entity.owner())
            .build();
    return existing.toBuilder().setSpec(spec).build();
  }
}
