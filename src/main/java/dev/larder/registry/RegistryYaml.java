package dev.larder.registry;

import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.feature.Definitions;
import dev.larder.feature.Entity;
import dev.larder.feature.FeatureService;
import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A registry as {@code features.yaml}, which an apply takes back without a change. What YAML cannot
 * define is named in comments at the head.
 */
public final class RegistryYaml {
  private final Definitions definitions;
  private final Expressible expressible;

  private RegistryYaml(Registry registry) {
    this.definitions = registry.definitions();
    this.expressible = new Expressible(registry);
  }

  /** The YAML text, which ends with a line break. */
  public static String of(Registry registry) {
    return new RegistryYaml(registry).text();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    leftOut().forEach(line -> text.append("# Left out: ").append(line).append('\n'));
    Map<String, Object> root = new LinkedHashMap<>();
    putList(root, "entities", definitions.entities().values().stream().map(RegistryYaml::entity));
    putList(
        root,
        "data_sources",
        definitions.dataSources().values().stream()
            .filter(expressible::dataSource)
            .map(RegistryYaml::dataSource));
    putList(
        root,
        "feature_views",
        definitions.featureViews().values().stream()
            .filter(expressible::featureView)
            .map(RegistryYaml::featureView));
    putList(
        root,
        "feature_services",
        definitions.featureServices().values().stream()
            .filter(expressible::featureService)
            .map(RegistryYaml::featureService));
    return text.append(YamlStyle.dump(root)).toString();
  }

  private List<String> leftOut() {
    List<String> lines = new ArrayList<>();
    definitions.dataSources().values().stream()
        .filter(s -> !expressible.dataSource(s))
        .forEach(
            s -> lines.add("data source " + s.name() + " (its kind is none of features.yaml)"));
    definitions.featureViews().values().stream()
        .filter(v -> !expressible.featureView(v))
        .forEach(v -> lines.add("feature view " + v.name() + reason(v.unsupported())));
    definitions.featureServices().values().stream()
        .filter(s -> !expressible.featureService(s))
        .forEach(s -> lines.add("feature service " + s.name() + reason(s.unsupported())));
    return lines;
  }

  private static String reason(String unsupported) {
    return unsupported == null
        ? " (its types or sources are none of features.yaml)"
        : " (" + unsupported + ")";
  }

  private static Map<String, Object> entity(Entity entity) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", entity.name());
    map.put("join_keys", List.of(entity.joinKey()));
    if (entity.valueType() != ValueType.INVALID) {
      map.put("value_type", entity.valueType().name());
    }
    putDescription(map, entity.description(), entity.tags(), entity.owner());
    return map;
  }

  private static Map<String, Object> dataSource(DataSource source) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", source.name());
    putLocation(map, source.location());
    map.put("timestamp_field", source.timestampField());
    putText(map, "created_timestamp_column", source.createdTimestampColumn());
    putText(map, "date_partition_column", source.datePartitionColumn());
    putMap(map, "field_mapping", source.fieldMapping());
    putDescription(map, source.description(), source.tags(), source.owner());
    return map;
  }

  private static void putLocation(Map<String, Object> map, DataSource.Location location) {
    if (location instanceof FileLocation file) {
      map.put("type", "file");
      map.put("path", file.path());
      putText(map, "s3_endpoint_override", file.s3EndpointOverride());
    } else if (location instanceof RedshiftLocation redshift) {
      map.put("type", "redshift");
      putText(map, "table", redshift.table());
      putText(map, "query", redshift.query());
      putText(map, "schema", redshift.schema());
      putText(map, "database", redshift.database());
    } else if (location instanceof SparkLocation spark) {
      map.put("type", "spark");
      putText(map, "table", spark.table());
      putText(map, "query", spark.query());
      putText(map, "path", spark.path());
      putText(map, "file_format", spark.fileFormat());
      putText(map, "date_partition_column_format", spark.datePartitionColumnFormat());
    }
  }

  private static Map<String, Object> featureView(FeatureView view) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", view.name());
    map.put("entities", view.entities());
    map.put("ttl", DurationText.of(view.ttl()));
    map.put(
        "schema",
        Stream.concat(view.entityColumns().stream(), view.features().stream())
            .map(RegistryYaml::field)
            .toList());
    map.put("source", view.source().name());
    map.put("online", view.online());
    if (view.disabled()) {
      map.put("enabled", false);
    }
    putDescription(map, view.description(), view.tags(), view.owner());
    return map;
  }

  private static Map<String, Object> field(Field field) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", field.name());
    map.put("dtype", field.valueType().dtype());
    putText(map, "description", field.description());
    putMap(map, "tags", field.tags());
    return map;
  }

  private static Map<String, Object> featureService(FeatureService service) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", service.name());
    map.put("features", service.projections().stream().map(RegistryYaml::projection).toList());
    putDescription(map, service.description(), service.tags(), service.owner());
    return map;
  }

  private static Object projection(FeatureViewProjection projection) {
    String view = projection.view().name();
    List<String> features = projection.features().stream().map(Field::name).toList();
    if (projection.alias().isEmpty() && projection.joinKeyMap().isEmpty()) {
      return features.equals(projection.view().featureNames()) ? view : Map.of(view, features);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("view", view);
    putText(map, "alias", projection.alias());
    map.put("features", features);
    putMap(map, "join_key_map", projection.joinKeyMap());
    return map;
  }

  private static void putDescription(
      Map<String, Object> map, String description, Map<String, String> tags, String owner) {
    putText(map, "description", description);
    putMap(map, "tags", tags);
    putText(map, "owner", owner);
  }

  private static void putText(Map<String, Object> map, String key, String text) {
    if (!text.isEmpty()) {
      map.put(key, text);
    }
  }

  private static void putMap(Map<String, Object> map, String key, Map<String, String> value) {
    if (!value.isEmpty()) {
      map.put(key, new TreeMap<>(value));
    }
  }

  private static void putList(
      Map<String, Object> root, String key, Stream<Map<String, Object>> items) {
    List<Map<String, Object>> list = items.toList();
    if (!list.isEmpty()) {
      root.put(key, list);
    }
  }
}
