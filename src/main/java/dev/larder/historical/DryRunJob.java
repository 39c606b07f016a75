package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.asof.AsOfJoin;
import dev.larder.asof.PlannedQuery;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.historical.DryRun.EntityRows;
import dev.larder.historical.DryRun.Part;
import dev.larder.historical.DryRun.View;
import dev.larder.offline.OfflineStore;
import dev.larder.registry.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Says what a training set would take and hold, and writes nothing. The join with its features is
 * planned and not run; keys and times are read, and joined without features.
 */
public final class DryRunJob {
  private final SparkSession spark;
  private final FeatureStoreConfig config;
  private final Registry registry;
  private final HistoricalFeaturesJob.Request request;

  /**
   * A dry run.
   *
   * @param request its output may be null; where it is not, it is checked as it would be
   */
  public DryRunJob(
      SparkSession spark,
      FeatureStoreConfig config,
      Registry registry,
      HistoricalFeaturesJob.Request request) {
    this.spark = spark;
    this.config = config;
    this.registry = registry;
    this.request = request;
  }

  /**
   * Reads and plans.
   *
   * @throws UserException for a request, a table or an output that cannot be used
   */
  public DryRun run() {
    if (request.output() != null) {
      new TrainingSetWriter(spark, request.output(), request.overwrite());
    }
    try (OfflineStore store = OfflineStore.of(spark, config).remembering()) {
      return run(RetrievalInputs.read(spark, store, registry.definitions(), request));
    }
  }

  private DryRun run(RetrievalInputs inputs) {
    JoinedFeatures joined = join(inputs, inputs.projections());
    Dataset<Row> trainingSet = joined.rows().select(joined.columns().toArray(Column[]::new));
    new Partitioning(request.partitionBy(), trainingSet.schema());
    KeyMasks masks = new KeyMasks(registry.definitions());
    SpineProfile spine = new SpineProfile(inputs, masks);
    EntityRows entityRows = spine.entityRows();
    return new DryRun(
        entityRows,
        views(inputs, spine, new SourceProfile(inputs, masks), entityRows.rows()),
        PlannedQuery.of(trainingSet).exchanges(),
        new TrainingSetColumns(inputs.spine(), inputs.projections(), request.fullFeatureNames())
            .of(trainingSet.schema()));
  }

  private JoinedFeatures join(RetrievalInputs inputs, List<FeatureViewProjection> projections) {
    return new HistoricalFeatures(
            inputs.store(),
            request.fullFeatureNames(),
            request.filterByCreatedTimestamp(),
            AsOfJoin.of(request.asOf(), spark))
        .join(inputs.spine(), inputs.extent(), projections);
  }

  private List<View> views(
      RetrievalInputs inputs, SpineProfile spine, SourceProfile sources, long entityRows) {
    Row matches = matches(inputs);
    List<View> views = new ArrayList<>();
    for (FeatureViewProjection projection : inputs.projections()) {
      int match = 2 * views.size();
      SourceProfile.Found found = sources.of(projection, spine.keyCounts(projection));
      views.add(
          new View(
              projection.nameToUse(),
              projection.view().name(),
              found.rows(),
              Part.of(found.entityRowsWithKey(), entityRows),
              Part.of(matches.getLong(match), entityRows),
              Part.of(matches.getLong(match + 1), entityRows)));
    }
    return views;
  }

  /** Two counts a projection: entity rows with a row of whatever age, and with one in time. */
  private Row matches(RetrievalInputs inputs) {
    List<FeatureViewProjection> withoutFeatures =
        inputs.projections().stream()
            .map(p -> new FeatureViewProjection(p.view(), p.alias(), List.of(), p.joinKeyMap()))
            .toList();
    JoinedFeatures joined = join(inputs, withoutFeatures);
    Column[] counts =
        joined.matches().stream()
            .flatMap(match -> Stream.of(match.found(), match.inTime()))
            .map(functions::count_if)
            .toArray(Column[]::new);
    return joined.rows().agg(counts[0], Arrays.copyOfRange(counts, 1, counts.length)).head();
  }
}
