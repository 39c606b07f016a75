package dev.larder.feature;

import dev.larder.DidYouMean;
import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.DataSource.Location;
import dev.larder.feature.DataSource.OtherLocation;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.DataSource.SparkLocation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the section {@code data_sources}, with the defaults of Feast's source classes. */
final class DataSourceYaml {
  private static final List<String> COMMON_KEYS =
      List.of(
          "name",
          "type",
          "timestamp_field",
          "created_timestamp_column",
          "date_partition_column",
          "field_mapping",
          "description",
          "tags",
          "owner");
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "file", List.of("path", "s3_endpoint_override"),
          "redshift", List.of("table", "query", "schema", "database"),
          "spark",
              List.of("table", "query", "path", "file_format", "date_partition_column_format"));
  private static final List<String> FILE_FORMATS = List.of("parquet", "csv", "json", "avro");

  private DataSourceYaml() {}

  static Declared<DataSource> readAll(YamlDocument document, YamlMapping root) {
    return Declared.read(
        document,
        root,
        "data_sources",
        "data source",
        false,
        DataSourceYaml::read,
        DataSource::name);
  }

  private static DataSource read(YamlMapping mapping) {
    Location location = location(mapping);
    DataSource source =
        new DataSource(
            name(mapping, location),
            location,
            mapping.requiredText("timestamp_field"),
            mapping.textOrEmpty("created_timestamp_column"),
            mapping.textOrEmpty("date_partition_column"),
            mapping.texts("field_mapping"),
            mapping.textOrEmpty("description"),
            mapping.texts("tags"),
            mapping.textOrEmpty("owner"));
    check(mapping, source);
    return source;
  }

  /** Feast's default: the table's name, or the path of the files. */
  private static String name(YamlMapping mapping, Location location) {
    String absent =
        location instanceof FileLocation file ? file.path() : mapping.text("table").orElse("");
    return absent.isEmpty() ? mapping.requiredText("name") : mapping.text("name").orElse(absent);
  }

  private static Location location(YamlMapping mapping) {
    String type = mapping.requiredText("type");
    if (!KEYS.containsKey(type)) {
      if (!type.isBlank()) {
        mapping.problem(
            "type",
            "There is no type of data source '"
                + type
                + "'."
                + DidYouMean.hint(type, KEYS.keySet()));
      }
      return new OtherLocation(type);
    }
    mapping.allow(Stream.concat(COMMON_KEYS.stream(), KEYS.get(type).stream()).toList());
    return switch (type) {
      case "file" ->
          new FileLocation(
              mapping.requiredText("path"), mapping.textOrEmpty("s3_endpoint_override"));
      case "redshift" -> redshift(mapping);
      default -> spark(mapping);
    };
  }

  private static Location redshift(YamlMapping mapping) {
    requireOne(mapping, "table", "query");
    String table = mapping.textOrEmpty("table");
    return new RedshiftLocation(
        table,
        mapping.textOrEmpty("query"),
        mapping.text("schema").orElse(table.isEmpty() ? "" : "public"),
        mapping.textOrEmpty("database"));
  }

  private static Location spark(YamlMapping mapping) {
    requireOne(mapping, "table", mapping.has("query") ? "query" : "path");
    String format = mapping.textOrEmpty("file_format");
    if (!format.isEmpty() && !FILE_FORMATS.contains(format)) {
      mapping.problem(
          "file_format",
          "There is no file format '" + format + "'." + DidYouMean.hint(format, FILE_FORMATS));
    } else if (mapping.has("path") && format.isEmpty()) {
      mapping.problem("path", "A path needs the key 'file_format' beside it.");
    }
    return new SparkLocation(
        mapping.textOrEmpty("table"),
        mapping.textOrEmpty("query"),
        mapping.textOrEmpty("path"),
        format,
        mapping.text("date_partition_column_format").orElse("%Y-%m-%d"));
  }

  private static void requireOne(YamlMapping mapping, String one, String other) {
    if (mapping.has(one) && mapping.has(other)) {
      mapping.problem(
          other, "A data source has either '" + one + "' or '" + other + "', not both.");
    } else if (!mapping.has(one) && !mapping.has(other)) {
      mapping.problem("", "A data source of this type needs '" + one + "' or '" + other + "'.");
    }
  }

  private static void check(YamlMapping mapping, DataSource source) {
    if (source.hasCreatedTimestamp()
        && source.createdTimestampColumn().equals(source.timestampField())) {
      mapping.problem(
          "created_timestamp_column",
          "The created timestamp must be another column than the event timestamp '"
              + source.timestampField()
              + "'.");
    }
    Set<String> names = new HashSet<>();
    source.fieldMapping().values().stream()
        .filter(name -> !names.add(name))
        .distinct()
        .forEach(
            name ->
                mapping.problem(
                    "field_mapping", "Two columns are mapped to the name '" + name + "'."));
  }
}
