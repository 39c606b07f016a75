package dev.larder.feature;

import dev.larder.DidYouMean;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code entities}. */
final class EntityYaml {
  private static final List<String> KEYS =
      List.of("name", "join_keys", "value_type", "description", "tags", "owner");

  private final YamlDocument document;

  private EntityYaml(YamlDocument document) {
    this.document = document;
  }

  static Declared<Entity> readAll(YamlDocument document, YamlMapping root) {
    return Declared.read(
        document, root, "entities", "entity", true, new EntityYaml(document)::read, Entity::name);
  }

  private Entity read(YamlMapping mapping) {
    String name = mapping.allow(KEYS).requiredText("name");
    if (name.equals(Entity.DUMMY_NAME)) {
      mapping.problem(
          "name",
          "'" + name + "' is Feast's own entity, for views without entities; leave it out.");
    }
    return new Entity(
        name,
        joinKey(mapping, name),
        valueType(mapping),
        mapping.textOrEmpty("description"),
        mapping.texts("tags"),
        mapping.textOrEmpty("owner"));
  }

  private String joinKey(YamlMapping mapping, String name) {
    List<YamlMapping.Text> joinKeys = mapping.list("join_keys");
    if (joinKeys.size() > 1) {
      document.problem(
          joinKeys.get(1).node(),
          "An entity has one join key; for a key of several columns, give the view an entity for"
              + " each.");
    }
    return joinKeys.isEmpty() ? name : joinKeys.get(0).value();
  }

  private static ValueType valueType(YamlMapping mapping) {
    Optional<String> name = mapping.text("value_type");
    if (name.isEmpty()) {
      return ValueType.INVALID;
    }
    Optional<ValueType> type =
        ValueType.supported().stream().filter(t -> t.name().equals(name.get())).findFirst();
    if (type.isEmpty()) {
      List<String> known = ValueType.supported().stream().map(ValueType::name).toList();
      mapping.problem(
          "value_type",
          "There is no value type '" + name.get() + "'." + DidYouMean.hint(name.get(), known));
    }
    return type.orElse(ValueType.INVALID);
  }
}
