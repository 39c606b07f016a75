package dev.larder.historical;

import dev.larder.LarderVersion;
import dev.larder.feature.DataSource;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.historical.TrainingSetManifest.View;
import dev.larder.offline.ParquetEncodings;
import dev.larder.offline.TimeRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Says in a manifest what a training set was made of. */
final class TrainingSetDescription {
  private final HistoricalFeaturesJob.Request request;
  private final String registryVersion;
  private final RetrievalInputs inputs;
  private final List<TrainingSource> sources = new ArrayList<>();
  private final TrainingSetColumns columns;

  /** Notes what the sources are like now; to be made before they are read. */
  TrainingSetDescription(
      HistoricalFeaturesJob.Request request, String registryVersion, RetrievalInputs inputs) {
    this.request = request;
    this.registryVersion = registryVersion;
    this.inputs = inputs;
    this.columns =
        new TrainingSetColumns(inputs.spine(), inputs.projections(), request.fullFeatureNames());
    for (FeatureViewProjection projection : inputs.projections()) {
      DataSource source = projection.view().source();
      TimeRange read = HistoricalFeatures.eventTimes(projection.view(), inputs.times());
      sources.add(SourceSnapshot.of(source, inputs.store().open(source), read));
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
        columns.references(),
        inputs.spine().timestampColumn(),
        columns.of(schema),
        counts.rows(),
        TrainingSetManifest.Times.of(inputs.times()),
        inputs.spine().source(),
        views(counts),
        files,
        counts.contentHash(),
        registryVersion,
        LarderVersion.current(),
        sparkVersion);
  }

  /**
   * The columns whose values repeat so seldom that no dictionary of them is worth its while, as
   * whoever wrote the sources' files found out.
   */
  Set<String> columnsThatSeldomRepeat(SparkSession spark) {
    Set<String> columns = new HashSet<>(seldomRepeated(spark, inputs.spine().source()));
    for (int p = 0; p < sources.size(); p++) {
      FeatureViewProjection projection = inputs.projections().get(p);
      Set<String> inSource = seldomRepeated(spark, sources.get(p));
      for (Field feature : projection.features()) {
        if (inSource.contains(projection.view().source().sourceColumn(feature.name()))) {
          columns.add(projection.outputName(feature, request.fullFeatureNames()));
        }
      }
    }
    return columns;
  }

  /** By its first file: they have one writer as a rule. */
  private static Set<String> seldomRepeated(SparkSession spark, TrainingSource source) {
    return source.files().isEmpty()
        ? Set.of()
        : ParquetEncodings.withoutDictionary(spark, source.files().get(0).path());
  }

  private List<View> views(JoinedFeatures.Counts counts) {
    List<View> views = new ArrayList<>();
    for (int p = 0; p < inputs.projections().size(); p++) {
      FeatureViewProjection projection = inputs.projections().get(p);
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
}
