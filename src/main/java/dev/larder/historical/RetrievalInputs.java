package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.feature.Definitions;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.TimeRange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * What a request for historical features is about.
 *
 * @param store where the views' rows are
 * @param projections in the order of the request; at least one
 */
record RetrievalInputs(
    OfflineStore store, List<FeatureViewProjection> projections, Spine spine, SpineExtent extent) {
  RetrievalInputs {
    projections = List.copyOf(projections);
  }

  /**
   * Plans the reading of the entity rows, and reads their times.
   *
   * @param store a remembering one
   * @throws UserException where something is unknown, or there is no row with a time
   */
  static RetrievalInputs read(
      SparkSession spark,
      OfflineStore store,
      Definitions definitions,
      HistoricalFeaturesJob.Request request) {
    List<FeatureViewProjection> projections =
        definitions.resolve(request.featureService(), request.features());
    if (projections.isEmpty()) {
      throw new UserException("--feature-service", request.featureService() + " has no features.");
    }
    String entityDf = request.entityDf();
    Spine spine =
        Spine.isRedshift(entityDf)
            ? Spine.read(store, entityDf)
            : new SourceViews(spark, store, definitions.dataSources().values())
                .in(entityDf, () -> Spine.read(spark, entityDf, textKeys(projections)));
    return new RetrievalInputs(store, projections, spine, SpineExtent.of(spine));
  }

  /** Keys such as 00501, which a CSV file's inferred numbers would cut. */
  private static Set<String> textKeys(List<FeatureViewProjection> projections) {
    Set<String> columns = new HashSet<>();
    for (FeatureViewProjection projection : projections) {
      List<Field> keys = projection.view().entityColumns();
      for (int k = 0; k < keys.size(); k++) {
        if (keys.get(k).valueType() == ValueType.STRING) {
          columns.add(projection.entityRowColumns().get(k));
        }
      }
    }
    return columns;
  }

  /** The least and the greatest time of the spine. */
  TimeRange times() {
    return extent.times();
  }
}
