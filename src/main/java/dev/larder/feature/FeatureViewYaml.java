package dev.larder.feature;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the section {@code feature_views}. As in Feast, fields of the schema that are named like a
 * join key become entity columns; a join key that is not in the schema has its entity's type.
 */
final class FeatureViewYaml {
  private static final List<String> KEYS =
      List.of(
          "name",
          "entities",
          "ttl",
          "schema",
          "source",
          "online",
          "enabled",
          "description",
          "tags",
          "owner");
  private static final List<String> FIELD_KEYS = List.of("name", "dtype", "description", "tags");

  private final YamlDocument document;
  private final Declared<Entity> entities;
  private final Declared<DataSource> sources;

  /** A field of the schema, with its place. */
  private record Column(Field field, YamlMapping mapping) {}

  FeatureViewYaml(YamlDocument document, Declared<Entity> entities, Declared<DataSource> sources) {
    this.document = document;
    this.entities = entities;
    this.sources = sources;
  }

  Declared<FeatureView> readAll(YamlMapping root) {
    return Declared.read(
        document, root, "feature_views", "feature view", false, this::read, FeatureView::name);
  }

  private FeatureView read(YamlMapping mapping) {
    String name = name(mapping.allow(KEYS));
    if (!mapping.has("entities")) {
      mapping.problem(
          "entities", "A feature view needs the key 'entities'; [] is for one without entities.");
    }
    List<YamlMapping.Text> entityNames = mapping.list("entities");
    Map<String, Entity> byJoinKey = entities(entityNames);
    DataSource source = source(mapping);
    Map<String, Column> schema = schema(mapping, source);
    boolean online = mapping.flag("online", true);
    return new FeatureView(
        name,
        entityNames.stream().map(YamlMapping.Text::value).toList(),
        entityColumns(mapping, byJoinKey, schema, online),
        features(mapping, byJoinKey.keySet(), schema),
        ttl(mapping),
        source,
        online,
        !mapping.flag("enabled", true),
        0,
        mapping.textOrEmpty("description"),
        mapping.texts("tags"),
        mapping.textOrEmpty("owner"),
        null);
  }

  private static String name(YamlMapping mapping) {
    String name = mapping.requiredText("name");
    if (name.contains("@") || name.contains(":")) {
      mapping.problem(
          "name",
          "A feature view's name must not hold '@' or ':', which separate the parts of feature"
              + " references; found '"
              + name
              + "'.");
    }
    return name;
  }

  private Map<String, Entity> entities(List<YamlMapping.Text> names) {
    Map<String, Entity> byJoinKey = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (YamlMapping.Text name : names) {
      if (!seen.add(name.value())) {
        document.problem(name.node(), "Entity '" + name.value() + "' stands twice.");
        continue;
      }
      Optional<Entity> entity = entities.find(name.value(), name.node());
      if (entity.isPresent()
          && byJoinKey.putIfAbsent(entity.get().joinKey(), entity.get()) != null) {
        document.problem(
            name.node(),
            "Two entities of the view have the join key '" + entity.get().joinKey() + "'.");
      }
    }
    return byJoinKey;
  }

  private DataSource source(YamlMapping mapping) {
    String name = mapping.requiredText("source");
    return name.isBlank() ? null : sources.find(name, mapping.value("source").get()).orElse(null);
  }

  private static Duration ttl(YamlMapping mapping) {
    String ttl = mapping.text("ttl").orElse("0");
    try {
      return Durations.parse("ttl", ttl);
    } catch (UserException e) {
      mapping.problem("ttl", e.problems().get(0).message());
      return Duration.ZERO;
    }
  }

  private Map<String, Column> schema(YamlMapping mapping, DataSource source) {
    Map<String, Column> schema = new LinkedHashMap<>();
    for (YamlMapping item : mapping.mappings("schema", "a field")) {
      Field field =
          new Field(
              item.allow(FIELD_KEYS).requiredText("name"),
              dtype(item),
              item.textOrEmpty("description"),
              item.texts("tags"));
      if (field.name().isBlank()) {
        continue;
      }
      if (schema.putIfAbsent(field.name(), new Column(field, item)) != null) {
        item.problem("name", "Field '" + field.name() + "' stands twice in the schema.");
      }
      if (source != null) {
        checkAgainstSource(item, field.name(), source);
      }
    }
    return schema;
  }

  private static ValueType dtype(YamlMapping field) {
    String name = field.requiredText("dtype").replace(" ", "");
    Optional<ValueType> type = ValueType.ofDtype(name);
    if (type.isEmpty() && !name.isEmpty()) {
      List<String> known = ValueType.supported().stream().map(ValueType::dtype).toList();
      field.problem("dtype", "There is no dtype '" + name + "'." + DidYouMean.hint(name, known));
    }
    return type.orElse(ValueType.INVALID);
  }

  private static void checkAgainstSource(YamlMapping field, String name, DataSource source) {
    String mapped = source.fieldMapping().get(name);
    if (mapped != null && !mapped.equals(name)) {
      field.problem(
          "name",
          "Column '"
              + name
              + "' of data source '"
              + source.name()
              + "' is mapped to '"
              + mapped
              + "'; use that name.");
    }
    if (timestamps(source).contains(name)) {
      field.problem(
          "name",
          "'" + name + "' is a timestamp of data source '" + source.name() + "', not a feature.");
    }
  }

  /** The names of the source's times, as they are in the source and in the view. */
  private static Set<String> timestamps(DataSource source) {
    return Stream.of(source.timestampField(), source.createdTimestampColumn())
        .flatMap(name -> Stream.of(name, source.fieldMapping().getOrDefault(name, name)))
        .collect(Collectors.toSet());
  }

  private static List<Field> features(
      YamlMapping mapping, Set<String> joinKeys, Map<String, Column> schema) {
    List<Field> features =
        schema.values().stream()
            .map(Column::field)
            .filter(field -> !joinKeys.contains(field.name()))
            .toList();
    if (features.isEmpty()) {
      mapping.problem("schema", "A feature view needs a 'schema' with at least one feature.");
    }
    return features;
  }

  private static List<Field> entityColumns(
      YamlMapping mapping,
      Map<String, Entity> byJoinKey,
      Map<String, Column> schema,
      boolean online) {
    List<Field> columns = new ArrayList<>();
    schema.forEach(
        (name, column) -> {
          if (byJoinKey.containsKey(name)) {
            checkType(column, byJoinKey.get(name));
            columns.add(column.field());
          }
        });
    byJoinKey.values().stream()
        .filter(entity -> !schema.containsKey(entity.joinKey()))
        .forEach(
            entity -> {
              if (entity.valueType() == ValueType.INVALID) {
                mapping.problem(
                    "entities",
                    "The type of join key '"
                        + entity.joinKey()
                        + "' is not known; give entity '"
                        + entity.name()
                        + "' a value_type, or put the column into the schema.");
              }
              columns.add(new Field(entity.joinKey(), entity.valueType()));
            });
    if (online) {
      columns.forEach(column -> checkKeyType(mapping, column));
    }
    return columns;
  }

  private static void checkType(Column column, Entity entity) {
    ValueType type = column.field().valueType();
    if (entity.valueType() != ValueType.INVALID
        && type != ValueType.INVALID
        && type != entity.valueType()) {
      column
          .mapping()
          .problem(
              "dtype",
              "Entity '"
                  + entity.name()
                  + "' has the type "
                  + entity.valueType().dtype()
                  + ", found "
                  + type.dtype()
                  + ".");
    }
  }

  private static void checkKeyType(YamlMapping mapping, Field column) {
    if (column.valueType() != ValueType.INVALID && !column.valueType().isKeyType()) {
      mapping.problem(
          "entities",
          "Join key '"
              + column.name()
              + "' has the type "
              + column.valueType().dtype()
              + ", of which the online store can make no key; expected Bytes, String, Int32, Int64"
              + " or UnixTimestamp.");
    }
  }
}
