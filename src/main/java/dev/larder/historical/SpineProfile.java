package dev.larder.historical;

import dev.larder.asof.PlannedQuery;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.historical.DryRun.EntityRows;
import dev.larder.historical.DryRun.Input;
import dev.larder.historical.DryRun.JoinKeys;
import dev.larder.historical.TrainingSetManifest.Times;
import dev.larder.offline.FeatureTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Finds out what entity rows are like. */
final class SpineProfile {
  private final RetrievalInputs inputs;
  private final Spine spine;
  private final KeyMasks masks;

  SpineProfile(RetrievalInputs inputs, KeyMasks masks) {
    this.inputs = inputs;
    this.spine = inputs.spine();
    this.masks = masks;
  }

  EntityRows entityRows() {
    Map<List<String>, FeatureViewProjection> keySets = new LinkedHashMap<>();
    for (FeatureViewProjection projection : inputs.projections()) {
      if (!projection.entityRowColumns().isEmpty()) {
        keySets.putIfAbsent(projection.entityRowColumns(), projection);
      }
    }
    List<Column> counts = new ArrayList<>(List.of(functions.count_if(spine.time().isNull())));
    keySets.values().forEach(p -> counts.add(functions.count_if(functions.not(hasKey(p)))));
    Row counted =
        spine.rows().agg(functions.count(functions.lit(1)), counts.toArray(Column[]::new)).head();
    List<JoinKeys> joinKeys = new ArrayList<>();
    keySets.forEach(
        (columns, projection) -> {
          long withoutKey = counted.getLong(2 + joinKeys.size());
          KeyCounts.Totals totals =
              keyCounts(projection).totals(row -> masks.shown(projection.view(), row));
          joinKeys.add(
              new JoinKeys(columns, withoutKey, totals.duplicates(), totals.heavyHitters()));
        });
    PlannedQuery plan = PlannedQuery.of(spine.rows());
    return new EntityRows(
        new Input("entity_df", plan.files(), plan.bytes()),
        counted.getLong(0),
        Times.of(inputs.times()),
        counted.getLong(1),
        duplicates(keySets.keySet()),
        joinKeys);
  }

  /** The rows with a time and a key, by their keys. */
  KeyCounts keyCounts(FeatureViewProjection projection) {
    List<Column> columns = joinKeys(projection);
    List<String> names = new ArrayList<>();
    for (int k = 0; k < columns.size(); k++) {
      names.add(FeatureTable.key(k));
      columns.set(k, columns.get(k).as(FeatureTable.key(k)));
    }
    columns.add(functions.unix_micros(spine.time()).as(FeatureTable.EVENT_TIME));
    columns.add(functions.lit(null).cast("bigint").as(FeatureTable.CREATED_TIME));
    return KeyCounts.of(
        spine
            .rows()
            .where(spine.time().isNotNull().and(hasKey(projection)))
            .select(columns.toArray(Column[]::new)),
        names);
  }

  private long duplicates(Set<List<String>> keySets) {
    Set<String> names = new LinkedHashSet<>();
    keySets.forEach(names::addAll);
    List<Column> slot = new ArrayList<>(List.of(spine.time()));
    names.forEach(name -> slot.add(spine.column(name)));
    Dataset<Row> slots =
        spine.rows().where(spine.time().isNotNull()).select(slot.toArray(Column[]::new));
    return slots.count() - slots.distinct().count();
  }

  private Column hasKey(FeatureViewProjection projection) {
    return joinKeys(projection).stream()
        .map(Column::isNotNull)
        .reduce(functions.lit(true), Column::and);
  }

  private List<Column> joinKeys(FeatureViewProjection projection) {
    List<Column> columns = new ArrayList<>();
    for (Field key : projection.view().entityColumns()) {
      columns.add(
          spine.joinKey(
              projection.entityRowColumns().get(columns.size()),
              key,
              "feature view " + projection.nameToUse()));
    }
    return columns;
  }
}
