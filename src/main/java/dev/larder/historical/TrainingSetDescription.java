package dev.larder.historical;

import dev.larder.LarderVersion;
import dev.larder.feature.DataSource;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.Role;
import dev.larder.historical.TrainingSetManifest.View;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.TimeRange;
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
  private final TimeRange times;
  private final List<FeatureViewProjection> projections;
  private final List<TrainingSource> sources = new ArrayList<>();
  private final Set<String> joinKeys = new HashSet<>();

  /** Column of the training set → feature reference, in the order of the request. */
  private final Map<String, String> references = new LinkedHashMap<>();

  /** Notes what the sources are like now; to be made before they are read. */
  TrainingSetDescription(
      HistoricalFeaturesJob.Request request,
      String registryVersion,
      Spine spine,
      TimeRange times,
      OfflineStore store,
      List<FeatureViewProjection> projections) {
    this.request = request;
    this.registryVersion = registryVersion;
    this.spine = spine;
    this.times = times;
    this.projections = projections;
    for (FeatureViewProjection projection : projections) {
      DataSource source = projection.view().source();
      TimeRange read = HistoricalFeatures.eventTimes(projection.view(), times);
      sources.add(SourceSnapshot.of(source, store.load(source, read)));
      joinKeys.addAll(projection.entityRowColumns());
      for (Field feature : projection.features()) {
        references.put(
            projection.outputName(feature, request.fullFeatureNames()),
            projection.nameToUse() + ":" + feature.name());
      }
    }
  }

  TrainingSetManifest manifest(
      StructType schema,
      JoinedFeatures.Counts counts,
      List<TrainingSetManifest.OutputFile> files,
      String sparkVersion) {
    return new TrainingSetManifest(
        TrainingSetManifest.FORMAT_VERSION,
        new TrainingSetManifest.Request(
            request.entityDf(),
            request.featureService(),
            request.features(),
            request.fullFeatureNames(),
            request.filterByCreatedTimestamp(),
            request.partitionBy()),
        new ArrayList<>(references.values()),
        spine.timestampColumn(),
        columns(schema),
        counts.rows(),
        new TrainingSetManifest.Times(times.start().toString(), times.end().toString()),
        spine.source(),
        views(counts),
        files,
        counts.contentHash(),
        registryVersion,
        LarderVersion.current(),
        sparkVersion);
  }

  private List<Column> columns(StructType schema) {
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

  private List<View> views(JoinedFeatures.Counts counts) {
    List<View> views = new ArrayList<>();
    for (int p = 0; p < projections.size(); p++) {
      FeatureViewProjection projection = projections.get(p);
      JoinedFeatures.Matches matches = counts.matches().get(p);
      views.add(
          new View(
              projection.nameToUse(),
              projection.view().name(),
              sources.get(p),
              matches.matched(),
              matches.expired(),
              matches.missing()));
    }
    return views;
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
