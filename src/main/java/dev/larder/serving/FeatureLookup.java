package dev.larder.serving;

import dev.larder.UserException;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.OnlineStoreReader.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Some features of one feature store, with all that is known of their places before any entity is.
 */
public final class FeatureLookup {
  private record Source(
      FeatureViewProjection projection, EntityKeyEncoder keys, FeatureFields fields) {}

  private final List<FeatureViewProjection> projections;
  private final List<Source> sources;
  private final EntityRowReader entityRowReader;

  private FeatureLookup(List<FeatureViewProjection> projections, List<Source> sources) {
    this.projections = List.copyOf(projections);
    this.sources = sources;
    this.entityRowReader = new EntityRowReader(projections);
  }

  /**
   * The lookup of features.
   *
   * @throws UserException where a view is disabled
   */
  public static FeatureLookup of(
      FeatureStoreConfig config, List<FeatureViewProjection> projections) {
    projections.forEach(FeatureViewProjection::requireSupported);
    return new FeatureLookup(
        projections, projections.stream().map(projection -> source(config, projection)).toList());
  }

  private static Source source(FeatureStoreConfig config, FeatureViewProjection projection) {
    return new Source(
        projection,
        new EntityKeyEncoder(
            config.entityKeySerializationVersion(),
            config.project(),
            projection.view().entityColumns()),
        new FeatureFields(
            projection.view().onlineName(config.registry().versionedViewNames()),
            projection.features()));
  }

  /** What is looked up. */
  public List<FeatureViewProjection> projections() {
    return projections;
  }

  /**
   * Finds out what {@link OnlineFeatures#read} would say of entity rows.
   *
   * @throws UserException with everything that is wrong with them
   */
  public void requireValid(List<Map<String, Object>> entityRows) {
    entityRowReader.read(entityRows);
  }

  /** What to read for each row, for each projection. */
  List<Read> reads(List<Map<String, Object>> entityRows) {
    List<Read> reads = new ArrayList<>();
    for (List<Object[]> row : entityRowReader.read(entityRows)) {
      for (int p = 0; p < sources.size(); p++) {
        Source source = sources.get(p);
        reads.add(
            new Read(
                source.keys().encode(row.get(p)), source.fields(), source.projection().features()));
      }
    }
    return reads;
  }
}
