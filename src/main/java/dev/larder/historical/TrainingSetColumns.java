package dev.larder.historical;

import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.Role;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/** Knows what each column of a training set is to its request. */
final class TrainingSetColumns {
  private final String timestampColumn;
  private final Set<String> joinKeys = new HashSet<>();

  /** Column of the training set → feature reference, in the order of the request. */
  private final Map<String, String> references = new LinkedHashMap<>();

  TrainingSetColumns(
      Spine spine, List<FeatureViewProjection> projections, boolean fullFeatureNames) {
    this.timestampColumn = spine.timestampColumn();
    for (FeatureViewProjection projection : projections) {
      joinKeys.addAll(projection.entityRowColumns());
      for (Field feature : projection.features()) {
        references.put(
            projection.outputName(feature, fullFeatureNames),
            projection.nameToUse() + ":" + feature.name());
      }
    }
  }

  /** All columns, in order. */
  List<Column> of(StructType schema) {
    return Arrays.stream(schema.fields())
        .map(
            field ->
                new Column(
                    field.name(),
                    field.dataType().catalogString(),
                    role(field.name()),
                    references.get(field.name())))
        .toList();
  }

  /** References {@code view:feature} (or {@code alias:feature}), in the order of the request. */
  List<String> references() {
    return List.copyOf(references.values());
  }

  private Role role(String column) {
    if (references.containsKey(column)) {
      return Role.FEATURE;
    } else if (column.equals(timestampColumn)) {
      return Role.EVENT_TIMESTAMP;
    }
    return joinKeys.contains(column) ? Role.JOIN_KEY : Role.ENTITY_ROW;
  }
}
