package dev.larder.historical;

import dev.larder.asof.PlannedQuery;
import dev.larder.feature.DataSource;
import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.historical.DryRun.Input;
import dev.larder.historical.DryRun.Late;
import dev.larder.historical.DryRun.SourceRows;
import dev.larder.historical.TrainingSetManifest.Times;
import dev.larder.offline.FeatureTable;
import dev.larder.offline.RowCounts;
import dev.larder.offline.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Finds out what the rows of feature views are like, in one pass over their keys and times. */
final class SourceProfile {
  private static final long DAY = Duration.ofDays(1).dividedBy(ChronoUnit.MICROS.getDuration());

  private static final Column EVENT_TIME = functions.col(FeatureTable.EVENT_TIME);
  private static final Column LAG = functions.col(FeatureTable.CREATED_TIME).minus(EVENT_TIME);

  private final RetrievalInputs inputs;
  private final KeyMasks masks;

  /**
   * What was found.
   *
   * @param entityRowsWithKey how many entity rows have a key that is among the rows
   */
  record Found(SourceRows rows, long entityRowsWithKey) {}

  SourceProfile(RetrievalInputs inputs, KeyMasks masks) {
    this.inputs = inputs;
    this.masks = masks;
  }

  /**
   * Reads.
   *
   * @param entityRows by this projection's keys
   */
  Found of(FeatureViewProjection projection, KeyCounts entityRows) {
    FeatureView view = projection.view();
    TimeRange range = HistoricalFeatures.eventTimes(view, inputs.times());
    FeatureTable table =
        FeatureTable.readAll(inputs.store(), view, List.of(), new TimeRange(range.start(), null));
    Column read = read(range);
    Column hasKey =
        table.keys().stream()
            .map(key -> functions.col(key).isNotNull())
            .reduce(functions.lit(true), Column::and);
    Observation observation = new Observation();
    Dataset<Row> observed = observed(table.rows(), observation, range, read, hasKey);
    KeyCounts.Totals totals =
        KeyCounts.of(observed.where(read.and(hasKey)), table.keys())
            .matchedWith(entityRows)
            .totals(row -> masks.shown(view, row));
    SourceRows rows = rows(view.source(), files(view, range), RowCounts.of(observation), totals);
    return new Found(rows, totals.others());
  }

  private static Column read(TimeRange range) {
    Column notFuture = EVENT_TIME.leq(micros(range.end()));
    return range.start() == null ? notFuture : notFuture.and(EVENT_TIME.geq(micros(range.start())));
  }

  private static Dataset<Row> observed(
      Dataset<Row> rows, Observation observation, TimeRange range, Column read, Column hasKey) {
    return RowCounts.observe(
        rows,
        observation,
        functions.count_if(read).as("rows"),
        functions.min(functions.when(read, EVENT_TIME)).as("first"),
        functions.max(functions.when(read, EVENT_TIME)).as("last"),
        functions.count_if(read.and(functions.not(hasKey))).as("without_key"),
        functions.count_if(EVENT_TIME.isNull()).as("without_time"),
        functions.count_if(EVENT_TIME.gt(micros(range.end()))).as("future"),
        functions.count_if(read.and(LAG.gt(DAY))).as("late"),
        functions.max(functions.when(read, functions.greatest(LAG, functions.lit(0L)))).as("lag"));
  }

  private Input files(FeatureView view, TimeRange range) {
    PlannedQuery plan =
        PlannedQuery.of(FeatureTable.read(inputs.store(), view, List.of(), range).rows());
    return new Input(view.source().name(), plan.files(), plan.bytes());
  }

  private static SourceRows rows(
      DataSource source, Input input, Map<String, Long> counts, KeyCounts.Totals totals) {
    long lag = counts.get("lag") == null ? 0 : counts.get("lag");
    return new SourceRows(
        input,
        counts.get("rows"),
        counts.get("first") == null
            ? null
            : Times.of(new TimeRange(instant(counts.get("first")), instant(counts.get("last")))),
        counts.get("without_key"),
        counts.get("without_time"),
        counts.get("future"),
        totals.duplicates() - totals.tied(),
        totals.tied(),
        source.hasCreatedTimestamp() ? new Late(counts.get("late"), lag / 1_000_000) : null,
        totals.heavyHitters());
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
