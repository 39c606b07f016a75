package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.asof.AsOf;
import dev.larder.asof.AsOfJoin;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.offline.OfflineStore;
import dev.larder.registry.Registry;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Builds a training set: the features of entity rows, each as it stood at the row's own time. */
public final class HistoricalFeaturesJob {
  private final SparkSession spark;
  private final FeatureStoreConfig config;
  private final Registry registry;
  private final Request request;

  /**
   * What is asked for.
   *
   * @param entityDf a Parquet file, folder or pattern, a CSV file with a header, a data source, a
   *     table of Spark's catalog, or SQL over those, of which data sources come first
   * @param featureService null where {@code features} are given
   * @param features references {@code view:feature} or {@code view}; empty where a service is given
   * @param filterByCreatedTimestamp whether a row counts only from its created time on
   * @param partitionBy columns of the training set whose values become folders; empty for none
   * @param output a directory, of which the parent need not exist; null for a dry run without one
   * @param overwrite whether what stands there may be replaced
   * @param asOf how to join; the result is the same
   */
  public record Request(
      String entityDf,
      String featureService,
      List<String> features,
      boolean fullFeatureNames,
      boolean filterByCreatedTimestamp,
      List<String> partitionBy,
      String output,
      boolean overwrite,
      AsOf asOf) {
    public Request {
      features = List.copyOf(features);
      partitionBy = List.copyOf(partitionBy);
    }
  }

  public HistoricalFeaturesJob(
      SparkSession spark, FeatureStoreConfig config, Registry registry, Request request) {
    this.spark = spark;
    this.config = config;
    this.registry = registry;
    this.request = request;
  }

  /**
   * Reads, joins and writes.
   *
   * @return what was written
   * @throws UserException for a request, a table or an output that cannot be used
   */
  public TrainingSetManifest run() {
    TrainingSetWriter writer = new TrainingSetWriter(spark, request.output(), request.overwrite());
    try (OfflineStore store = OfflineStore.of(spark, config).remembering()) {
      return run(store, writer);
    }
  }

  private TrainingSetManifest run(OfflineStore store, TrainingSetWriter writer) {
    RetrievalInputs inputs = RetrievalInputs.read(spark, store, registry.definitions(), request);
    List<FeatureViewProjection> projections = inputs.projections();
    TrainingSetDescription description =
        new TrainingSetDescription(request, registry.versionId(), inputs);
    JoinedFeatures joined =
        new HistoricalFeatures(
                store,
                request.fullFeatureNames(),
                request.filterByCreatedTimestamp(),
                AsOfJoin.of(request.asOf(), spark))
            .join(inputs.spine(), inputs.extent(), projections);
    RowTally tally = joined.tally();
    Dataset<Row> trainingSet = joined.tallied(tally);
    return writer.write(
        trainingSet,
        request.partitionBy(),
        description.columnsThatSeldomRepeat(spark),
        files -> {
          JoinedFeatures.Counts counts = joined.counts(tally);
          requireSourceRows(store, projections, counts);
          return description.manifest(trainingSet.schema(), counts, files, spark.version());
        });
  }

  private static void requireSourceRows(
      OfflineStore store, List<FeatureViewProjection> projections, JoinedFeatures.Counts counts) {
    for (int p = 0; p < projections.size(); p++) {
      if (counts.matches().get(p).matched() == 0) {
        store.requireRows(projections.get(p).view().source());
      }
    }
  }
}
