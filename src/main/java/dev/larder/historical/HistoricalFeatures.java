package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.asof.AsOfJoin;
import dev.larder.asof.AsOfMatch;
import dev.larder.asof.AsOfSpine;
import dev.larder.asof.AsOfTable;
import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.offline.FeatureTable;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.TimeRange;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Extends a spine by the features of a request, each as it stood at the row's own time. */
final class HistoricalFeatures {
  private static final String SPINE_COLUMN = "c";
  private static final String SPINE_TIME = "__spine_time";
  private static final String SPINE_KEY = "__spine_key_";
  private static final String FOUND_TIME = "found_time";

  /** A column of the spine as a join key of a type. */
  private record SpineKey(String column, ValueType type) {}

  private final OfflineStore store;
  private final boolean fullFeatureNames;
  private final boolean filterByCreatedTimestamp;
  private final AsOfJoin asOf;

  HistoricalFeatures(
      OfflineStore store,
      boolean fullFeatureNames,
      boolean filterByCreatedTimestamp,
      AsOfJoin asOf) {
    this.store = store;
    this.fullFeatureNames = fullFeatureNames;
    this.filterByCreatedTimestamp = filterByCreatedTimestamp;
    this.asOf = asOf;
  }

  /**
   * The spine's rows, each once, with its columns as they are, then the features in the order of
   * the request.
   *
   * @param extent the number of the spine's rows, and the least and the greatest of their times
   * @throws UserException where a join key is missing, or two columns of the result would have one
   *     name
   */
  JoinedFeatures join(Spine spine, SpineExtent extent, List<FeatureViewProjection> projections) {
    checkNames(spine, projections);
    // Inside, columns have names that no user's name can clash with or break.
    List<String> names = new ArrayList<>(List.of(spine.rows().columns()));
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(spine.column(name).as(SPINE_COLUMN + columns.size()));
    }
    columns.add(functions.unix_micros(spine.time()).as(SPINE_TIME));
    Map<SpineKey, Column> keys = new LinkedHashMap<>();
    List<AsOfMatch> matches = new ArrayList<>();
    for (int p = 0; p < projections.size(); p++) {
      List<String> spineKeys = spineKeys(spine, projections.get(p), keys);
      matches.add(match(projections.get(p), p, spineKeys, extent.times()));
    }
    columns.addAll(keys.values());
    Dataset<Row> joined =
        asOf.join(
            new AsOfSpine(
                spine.rows().select(columns.toArray(Column[]::new)), SPINE_TIME, extent.rows()),
            matches);
    List<Column> result = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      result.add(functions.col(SPINE_COLUMN + i).as(names.get(i)));
    }
    List<JoinedFeatures.Match> outcomes = new ArrayList<>();
    for (int p = 0; p < projections.size(); p++) {
      Column found = functions.col(foundTime(p));
      Column inTime = found.isNotNull();
      long ttl = micros(projections.get(p).view().ttl());
      if (ttl > 0) {
        inTime = inTime.and(found.geq(functions.col(SPINE_TIME).minus(ttl)));
      }
      List<Field> features = projections.get(p).features();
      for (int f = 0; f < features.size(); f++) {
        String name = projections.get(p).outputName(features.get(f), fullFeatureNames);
        result.add(functions.when(inTime, functions.col(output(p, f))).as(name));
      }
      outcomes.add(new JoinedFeatures.Match(found.isNotNull(), inTime));
    }
    return new JoinedFeatures(joined, result, outcomes);
  }

  /**
   * Looks for rows of any age: the newest of all is the newest within the ttl, if that has any, and
   * where it is older, the view had a row that expired.
   */
  private AsOfMatch match(
      FeatureViewProjection projection, int p, List<String> spineKeys, TimeRange times) {
    FeatureTable table =
        FeatureTable.read(
            store, projection.view(), projection.features(), eventTimes(projection.view(), times));
    List<String> values = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    for (int f = 0; f < table.features().size(); f++) {
      values.add(FeatureTable.feature(f));
      outputs.add(output(p, f));
    }
    values.add(FeatureTable.EVENT_TIME);
    outputs.add(foundTime(p));
    return new AsOfMatch(
        new AsOfTable(
            table.rows(), table.keys(), FeatureTable.EVENT_TIME, FeatureTable.CREATED_TIME, values),
        spineKeys,
        filterByCreatedTimestamp && projection.view().source().hasCreatedTimestamp(),
        outputs);
  }

  /**
   * The event times of feature rows that are read for a spine. Old rows count as expired, so all of
   * them are read; but of a source with date partitions only those that can matter, so that its
   * older rows count as missing.
   */
  static TimeRange eventTimes(FeatureView view, TimeRange times) {
    boolean all = view.ttl().isZero() || view.source().datePartitionColumn().isEmpty();
    return new TimeRange(all ? null : times.start().minus(view.ttl()), times.end());
  }

  private static long micros(Duration ttl) {
    return ttl.dividedBy(ChronoUnit.MICROS.getDuration());
  }

  /**
   * Adds a projection's keys to those of the spine: each column only once in each type, and not at
   * all where it has the type already.
   *
   * @return the names of the key columns
   */
  private static List<String> spineKeys(
      Spine spine, FeatureViewProjection projection, Map<SpineKey, Column> known) {
    List<String> names = new ArrayList<>();
    List<Field> keys = projection.view().entityColumns();
    for (int k = 0; k < keys.size(); k++) {
      String column = projection.entityRowColumns().get(k);
      SpineKey key = new SpineKey(column, keys.get(k).valueType());
      Column joinKey = spine.joinKey(column, keys.get(k), "feature view " + projection.nameToUse());
      StructType schema = spine.rows().schema();
      if (schema.apply(column).dataType().equals(FeatureTable.sparkType(key.type()))) {
        names.add(SPINE_COLUMN + schema.fieldIndex(column));
        continue;
      }
      if (!known.containsKey(key)) {
        known.put(key, joinKey.as(SPINE_KEY + known.size()));
      }
      names.add(SPINE_KEY + List.copyOf(known.keySet()).indexOf(key));
    }
    return names;
  }

  private static String output(int p, int f) {
    return "p" + p + "f" + f;
  }

  private static String foundTime(int p) {
    return "p" + p + FOUND_TIME;
  }

  /** Names that differ in case alone are one name to Spark. */
  private void checkNames(Spine spine, List<FeatureViewProjection> projections) {
    Map<String, String> owners = new HashMap<>();
    for (String name : spine.rows().columns()) {
      owners.put(name.toLowerCase(Locale.ROOT), "a column of the entity rows");
    }
    for (FeatureViewProjection projection : projections) {
      String view = projection.view().name();
      String owner =
          "a feature of "
              + view
              + (projection.alias().isEmpty() ? "" : " as " + projection.alias());
      for (Field feature : projection.features()) {
        String name = projection.outputName(feature, fullFeatureNames);
        String other = owners.put(name.toLowerCase(Locale.ROOT), owner);
        if (other != null) {
          throw new UserException(
              "feature view " + view,
              "'"
                  + name
                  + "' would be both "
                  + other
                  + " and "
                  + owner
                  + (fullFeatureNames
                      ? "; another alias keeps them apart."
                      : "; --full-feature-names keeps them apart."));
        }
      }
    }
  }
}
