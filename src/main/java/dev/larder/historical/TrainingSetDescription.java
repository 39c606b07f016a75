package dev.larder.historical;

import dev.larder.LarderVersion;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/** Says in a manifest what a training set was made of. */
final class TrainingSetDescription {
  private final HistoricalFeaturesJob.Request request;
  private final String registryVersion;
  private final Spine spine;
  private final Set<String> joinKeys = new HashSet<>();

  /** Column of the training set → feature reference, in the order of the request. */
  private final Map<String, String> references = new LinkedHashMap<>();

  TrainingSetDescription(
      HistoricalFeaturesJob.Request request,
      String registryVersion,
      Spine spine,
      List<FeatureViewProjection> projections) {
    this.request = request;
    this.registryVersion = registryVersion;
    this.spine = spine;
    for (FeatureViewProjection projection : projections) {
      joinKeys.addAll(projection.entityRowColumns());
      for (Field feature : projection.features()) {
        references.put(
            projection.outputName(feature, request.fullFeatureNames()),
            projection.nameToUse() + ":" + feature.name());
      }
    }
  }

  TrainingSetManifest manifest(StructType schema, long rows, String sparkVersion) {
    List<Column> columns =
        Arrays.stream(schema.fields())
            .map(
                field ->
                    new Column(
                        field.name(),
                        field.dataType().catalogString(),
                        role(field.name()),
                        references.get(field.name())))
            .toList();
    return new TrainingSetManifest(
        TrainingSetManifest.FORMAT_VERSION,
        request.featureService(),
        new ArrayList<>(references.values()),
        request.fullFeatureNames(),
        request.filterByCreatedTimestamp(),
        spine.timestampColumn(),
        columns,
        rows,
        registryVersion,
        LarderVersion.current(),
        sparkVersion);
  }

  private Role role(String column) {
    if (references.containsKey(column)) {
      return Role.FEATURE;
    } else if (column.equals(spine.timestampColumn())) {
      return Role.EVENT_TIMESTAMP;
    }
    return joinKeys.contains(column) ? Role.JOIN_KEY : Role.ENTITY_ROW;
  }
}
