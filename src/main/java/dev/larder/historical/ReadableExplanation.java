package dev.larder.historical;

import dev.larder.feature.Definitions;
import dev.larder.feature.Entity;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.report.JoinExplanation;
import dev.larder.report.JoinExplanation.Decision;
import dev.larder.report.JoinExplanation.EntityRow;
import dev.larder.report.JoinExplanation.Value;
import dev.larder.report.JoinExplanation.View;
import dev.larder.report.Mask;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/** Makes of judged rows what people may read: values become texts, sensitive keys are masked. */
final class ReadableExplanation {
  private final List<FeatureViewProjection> projections;
  private final TrainingSetManifest manifest;

  /** By columns of the entity rows, and by features, which may repeat a key. */
  private final Map<String, Mask> masks = new HashMap<>();

  ReadableExplanation(
      Definitions definitions,
      List<FeatureViewProjection> projections,
      TrainingSetManifest manifest) {
    this.projections = projections;
    this.manifest = manifest;
    definitions.entities().values().stream()
        .filter(Entity::isSensitive)
        .forEach(entity -> masks.putIfAbsent(entity.joinKey(), new Mask(true)));
    // Those of other services too: a column that they join by may have been passed through.
    definitions.featureServices().values().forEach(s -> s.projections().forEach(this::maskColumns));
    projections.forEach(this::maskColumns);
  }

  private void maskColumns(FeatureViewProjection projection) {
    projection
        .joinKeyMap()
        .forEach(
            (joinKey, column) -> {
              if (masks.containsKey(joinKey)) {
                masks.putIfAbsent(column, masks.get(joinKey));
              }
            });
  }

  JoinExplanation of(List<JudgedRow> rows) {
    return new JoinExplanation(
        manifest.rows(),
        Instant.parse(manifest.times().start()),
        Instant.parse(manifest.times().end()),
        manifest.request().filterByCreatedTimestamp(),
        manifest.contentHash(),
        views(),
        rows.stream().map(this::entityRow).toList());
  }

  private List<View> views() {
    List<View> views = new ArrayList<>();
    for (int p = 0; p < projections.size(); p++) {
      TrainingSetManifest.View counted = manifest.featureViews().get(p);
      views.add(
          new View(
              counted.name(),
              projections.get(p).entityRowColumns(),
              projections.get(p).view().ttl(),
              counted.matched(),
              counted.expired(),
              counted.missing()));
    }
    return views;
  }

  private EntityRow entityRow(JudgedRow judged) {
    Long time = judged.row().time();
    Row columns = judged.row().entityRow();
    return new EntityRow(
        time == null ? null : Instant.EPOCH.plus(time, ChronoUnit.MICROS),
        values(List.of(columns.schema().fieldNames()), columns),
        IntStream.range(0, projections.size()).mapToObj(p -> decision(judged, p)).toList());
  }

  private Decision decision(JudgedRow judged, int p) {
    FeatureViewProjection projection = projections.get(p);
    JudgedView view = judged.views().get(p);
    List<String> features = projection.features().stream().map(Field::name).toList();
    return new Decision(
        values(projection.entityRowColumns(), judged.row().keys().get(p)),
        view.validFrom(),
        view.outcome(),
        view.candidates(),
        view.left(),
        view.features() == null ? List.of() : values(features, view.features()));
  }

  private List<Value> values(List<String> names, Row row) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String text = ReadableValue.of(row.get(i));
      Mask mask = masks.get(names.get(i));
      boolean masked = mask != null && text != null;
      values.add(
          new Value(names.get(i), masked ? mask.apply(text) : ReadableValue.shortened(text)));
    }
    return values;
  }
}
