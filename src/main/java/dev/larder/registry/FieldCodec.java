package dev.larder.registry;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.registry.proto.FeastProto;
import java.util.List;
import java.util.Map;

/** Features and join key columns to and from Feast's {@code FeatureSpecV2}. */
final class FieldCodec {
  private FieldCodec() {}

  static List<Field> read(List<FeastProto.FeatureSpec> messages) {
    return messages.stream()
        .map(
            m ->
                new Field(
                    m.getName(),
                    ValueType.ofNumber(m.getValueType()),
                    m.getDescription(),
                    m.getTagsMap()))
        .toList();
  }

  /** The messages of the fields; one that exists by name keeps what Larder does not know of it. */
  static List<FeastProto.FeatureSpec> write(
      List<Field> fields, List<FeastProto.FeatureSpec> existing) {
    Map<String, FeastProto.FeatureSpec> byName =
        existing.stream()
            .collect(toMap(FeastProto.FeatureSpec::getName, identity(), (first, second) -> first));
    return fields.stream()
        .map(
            f ->
                byName
                    .getOrDefault(f.name(), FeastProto.FeatureSpec.getDefaultInstance())
                    .toBuilder()
                    .setName(f.name())
                    .setValueType(f.valueType().number())
                    .setDescription(f.description())
                    .clearTags()
                    .putAllTags(f.tags())
                    .build())
        .toList();
  }
}
