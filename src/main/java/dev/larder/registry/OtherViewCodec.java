package dev.larder.registry;

import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.registry.proto.FeastProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Feast's other kinds of views, read only: stream feature views with a batch source can be used,
 * on-demand feature views and label views are known by name, so that their use is refused by name.
 */
final class OtherViewCodec {
  private OtherViewCodec() {}

  static FeatureView readStream(FeastProto.StreamFeatureView message) {
    FeastProto.StreamFeatureViewSpec spec = message.getSpec();
    List<String> entities = FeatureViewCodec.withoutDummy(spec.getEntitiesList());
    List<Field> entityColumns =
        entities.isEmpty() ? List.of() : FieldCodec.read(spec.getEntityColumnsList());
    return new FeatureView(
        spec.getName(),
        entities,
        entityColumns,
        featuresWithoutKeys(spec, entityColumns),
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

  /** Feast lists the join keys of a stream feature view among its features too. */
  private static List<Field> featuresWithoutKeys(
      FeastProto.StreamFeatureViewSpec spec, List<Field> entityColumns) {
    List<String> keys = entityColumns.stream().map(Field::name).toList();
    return FieldCodec.read(spec.getFeaturesList()).stream()
        .filter(f -> !keys.contains(f.name()))
        .toList();
  }

  static FeatureView readOnDemand(FeastProto.OnDemandFeatureView message) {
    FeastProto.OnDemandFeatureViewSpec spec = message.getSpec();
    return unusable(
        spec.getName(),
        FieldCodec.read(spec.getFeaturesList()),
        "It is an on-demand feature view, whose Python code Larder does not run.");
  }

  static FeatureView readLabel(FeastProto.LabelView message) {
    FeastProto.LabelViewSpec spec = message.getSpec();
    return unusable(
        spec.getName(),
        FieldCodec.read(spec.getFeaturesList()),
        "It is a label view, which Larder does not read.");
  }

  private static String unsupported(
      FeastProto.StreamFeatureViewSpec spec, List<Field> entityColumns) {
    if (spec.hasUserDefinedFunction() || spec.hasFeatureTransformation()) {
      return "It is a stream feature view with a transformation in Python, which Larder does not run.";
    }
    if (spec.getAggregationsCount() > 0) {
      return "It is a stream feature view with aggregations, which Larder does not compute.";
    }
    if (!spec.hasBatchSource()) {
      return "It is a stream feature view without a batch source to read from.";
    }
    return FeatureViewCodec.unsupportedKeys(entityColumns);
  }

  private static FeatureView unusable(String name, List<Field> features, String unsupported) {
    return new FeatureView(
        name,
        List.of(),
        List.of(),
        features,
        Duration.ZERO,
        null,
        false,
        false,
        0,
        "",
        Map.of(),
        "",
        unsupported);
  }
}
