package dev.larder.historical;

import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.historical.TrainingSetManifest.Role;
import dev.larder.offline.FeatureTable;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Some rows of a training set, read back from its files: as many as there are for each combination
 * of views that gave no value, in the order of the rows' own hashes, so that neither the order of
 * rows nor the files decide which.
 */
final class TrainingSetSample {
  private static final String HASH = "hash";
  private static final String GIVEN = "given";
  private static final String RANK = "rank";
  private static final String TIME = "time";
  private static final String ENTITY_ROW = "entity_row";
  private static final String KEYS = "keys_";
  private static final String FEATURES = "features_";

  private static final UserDefinedFunction ROW_HASH =
      functions.udf(
          (UDF1<Row, String>)
              row -> HexFormat.of().formatHex(ContentHash.sha256().digest(CanonicalBytes.of(row))),
          DataTypes.StringType);

  private final TrainingSetManifest manifest;
  private final List<FeatureViewProjection> projections;
  private final Dataset<Row> rows;

  /**
   * A row.
   *
   * @param time in microseconds since the epoch; null where it has none
   * @param entityRow the columns that it came with, but for the time
   * @param keys for each projection the join keys, in the types that its view declares
   * @param features for each projection what the training set holds
   */
  record SampleRow(Long time, Row entityRow, List<Row> keys, List<Row> features) {}

  TrainingSetSample(
      SparkSession spark,
      TrainingSetManifest manifest,
      String directory,
      List<FeatureViewProjection> projections) {
    this.manifest = manifest;
    this.projections = projections;
    StructType schema = new StructType();
    for (TrainingSetManifest.Column column : manifest.columns()) {
      schema = schema.add(column.name(), DataType.fromDDL(column.type()));
    }
    // The manifest's types: values of folders' names would else have those that they look like.
    this.rows = spark.read().schema(schema).parquet(directory);
  }

  /** Up to that many different rows. */
  List<SampleRow> read(int limit) {
    List<Column> columns = new ArrayList<>();
    manifest.columns().forEach(column -> columns.add(column(column.name())));
    List<Column> selected = new ArrayList<>();
    Column canonical = struct(CanonicalBytes.columns(columns, rows.schema()));
    selected.add(ROW_HASH.apply(canonical).as(HASH));
    selected.add(functions.unix_micros(column(manifest.eventTimestamp())).as(TIME));
    selected.add(struct(entityColumns().stream().map(this::column).toList()).as(ENTITY_ROW));
    List<Column> given = new ArrayList<>();
    for (int p = 0; p < projections.size(); p++) {
      List<Column> features = features(projections.get(p));
      selected.add(struct(keys(projections.get(p))).as(KEYS + p));
      selected.add(struct(features).as(FEATURES + p));
      given.add(features.stream().map(Column::isNotNull).reduce(functions.lit(false), Column::or));
    }
    selected.add(functions.array(given.toArray(Column[]::new)).as(GIVEN));
    Column rank =
        functions.row_number().over(Window.partitionBy(GIVEN).orderBy(functions.col(HASH)));
    Map<Object, SampleRow> sample = new LinkedHashMap<>();
    rows.select(selected.toArray(Column[]::new))
        .withColumn(RANK, rank)
        .where(functions.col(RANK).leq(limit))
        .orderBy(RANK, HASH)
        .limit(limit)
        .collectAsList()
        .forEach(row -> sample.putIfAbsent(row.getAs(HASH), sampleRow(row)));
    return List.copyOf(sample.values());
  }

  /** What the entity rows came with beside their times. */
  private List<String> entityColumns() {
    return manifest.columns().stream()
        .filter(c -> c.role() == Role.ENTITY_ROW || c.role() == Role.JOIN_KEY)
        .map(TrainingSetManifest.Column::name)
        .toList();
  }

  private SampleRow sampleRow(Row row) {
    List<Row> keys = new ArrayList<>();
    List<Row> features = new ArrayList<>();
    for (int p = 0; p < projections.size(); p++) {
      keys.add(row.getAs(KEYS + p));
      features.add(row.getAs(FEATURES + p));
    }
    return new SampleRow(row.getAs(TIME), row.getAs(ENTITY_ROW), keys, features);
  }

  private List<Column> keys(FeatureViewProjection projection) {
    List<Column> keys = new ArrayList<>();
    List<Field> fields = projection.view().entityColumns();
    for (int k = 0; k < fields.size(); k++) {
      String name = projection.entityRowColumns().get(k);
      keys.add(
          FeatureTable.asJoinKey(
              column(name), rows.schema().apply(name).dataType(), fields.get(k), name));
    }
    return keys;
  }

  private List<Column> features(FeatureViewProjection projection) {
    return projection.features().stream()
        .map(f -> column(projection.outputName(f, manifest.request().fullFeatureNames())))
        .toList();
  }

  private static Column struct(List<Column> columns) {
    return functions.struct(columns.toArray(Column[]::new));
  }

  private Column column(String name) {
    return rows.col("`" + name.replace("`", "``") + "`");
  }
}
