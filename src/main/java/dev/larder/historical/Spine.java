package dev.larder.historical;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.asof.Repeatable;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.Field;
import dev.larder.historical.TrainingSource.Kind;
import dev.larder.offline.FeatureTable;
import dev.larder.offline.FileOfflineStore;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.SourceQuery;
import dev.larder.offline.SparkErrors;
import dev.larder.offline.TimestampTexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import scala.Tuple2;

/**
 * The entity rows of a request: what features are joined onto, each at its own time.
 *
 * @param rows all columns as they were given, but for the time column, which is a timestamp; the
 *     same rows each time they are read
 * @param timestampColumn the column of their times
 * @param source where they come from
 */
record Spine(Dataset<Row> rows, String timestampColumn, TrainingSource source) {
  private static final String WHERE = "--entity-df";
  private static final String NAME = "entity_df";
  private static final String PREFERRED = "event_timestamp";
  private static final String REDSHIFT = "redshift:";

  /** Queries, also in parentheses or after comments. */
  private static final Pattern SQL =
      Pattern.compile(
          "(?:[\\s(]|--[^\\n]*\\n|/\\*.*?\\*/)*(?:(?:select|with)\\b|(?:from|values)[\\s(]).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /**
   * Reads a spine.
   *
   * @param entityDf a Parquet file, folder or pattern, a CSV file with a header, a table of Spark's
   *     catalog, or SQL
   * @param textColumns columns that stay text when a CSV file is read: join keys of the type String
   * @throws UserException where it cannot be read, or its time column cannot be told
   */
  static Spine read(SparkSession spark, String entityDf, Set<String> textColumns) {
    FileOfflineStore files = new FileOfflineStore(spark, Path.of("").toAbsolutePath().toString());
    Kind kind = kind(entityDf);
    Dataset<Row> given =
        switch (kind) {
          case SQL -> SparkErrors.translate(WHERE, () -> spark.sql(entityDf));
          case TABLE -> SparkErrors.translate(WHERE, () -> spark.table(entityDf));
          case FILES ->
              isCsv(entityDf)
                  ? SparkErrors.translate(
                      WHERE, () -> csv(spark, files.resolve(entityDf), textColumns))
                  : files.load(entityDf, WHERE);
          case REDSHIFT -> throw new IllegalStateException("Redshift has a store of its own");
        };
    return of(
        given,
        SourceSnapshot.of(
            NAME, kind, kind == Kind.FILES ? files.resolve(entityDf) : entityDf, given));
  }

  /** Whether entity rows are those of a query that Redshift runs. */
  static boolean isRedshift(String entityDf) {
    return entityDf.startsWith(REDSHIFT);
  }

  /**
   * Reads a spine from Redshift.
   *
   * @param entityDf {@code redshift:} and a query
   * @throws UserException where it cannot be read, or its time column cannot be told
   */
  static Spine read(OfflineStore store, String entityDf) {
    String query = entityDf.substring(REDSHIFT.length());
    DataSource source =
        new DataSource(
            NAME,
            new RedshiftLocation("", query, "", ""),
            PREFERRED,
            "",
            "",
            Map.of(),
            "",
            Map.of(),
            "");
    return of(
        store.open(source).rows(SourceQuery.ALL),
        new TrainingSource(NAME, Kind.REDSHIFT, entityDf, List.of()));
  }

  private static Spine of(Dataset<Row> given, TrainingSource source) {
    String name = timestampColumn(given.schema());
    Dataset<Row> rows = stable(given);
    return new Spine(rows.withColumn(name, timestamp(rows, name)), name, source);
  }

  /**
   * Rows that stay the same: a job reads them several times. Those of a query that may give others
   * are computed once, and where an executor loses some of them, the job fails.
   */
  private static Dataset<Row> stable(Dataset<Row> rows) {
    return Repeatable.isRepeatable(rows)
        ? rows
        : SparkErrors.translate(WHERE, () -> rows.localCheckpoint());
  }

  /** A column by its exact name, whatever characters that has. */
  Column column(String name) {
    return rows.col("`" + name.replace("`", "``") + "`");
  }

  /** The column of the rows' times. */
  Column time() {
    return column(timestampColumn);
  }

  /**
   * A column as a join key: in the type that a view declares for it.
   *
   * @param key the view's
   * @param neededBy whose key it is, for the error
   * @throws UserException where there is no such column, or it cannot be of that type
   */
  Column joinKey(String name, Field key, String neededBy) {
    List<String> names = Arrays.asList(rows.columns());
    if (!names.contains(name)) {
      throw new UserException(
          WHERE,
          "There is no column '"
              + name
              + "', a join key of "
              + neededBy
              + "."
              + DidYouMean.hint(name, names));
    }
    return FeatureTable.asJoinKey(
        column(name), rows.schema().apply(name).dataType(), key, WHERE + ", column " + name);
  }

  private static Kind kind(String entityDf) {
    if (SQL.matcher(entityDf).matches()) {
      return Kind.SQL;
    }
    boolean file =
        isCsv(entityDf)
            || entityDf.contains("/")
            || entityDf.endsWith(".parquet")
            || Files.exists(Path.of(entityDf));
    return file ? Kind.FILES : Kind.TABLE;
  }

  private static boolean isCsv(String entityDf) {
    return entityDf.toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  private static Dataset<Row> csv(SparkSession spark, String path, Set<String> textColumns) {
    StructType inferred =
        spark.read().option("header", true).option("inferSchema", true).csv(path).schema();
    StructField[] fields =
        Arrays.stream(inferred.fields())
            // A key such as 00501 must not lose its zeros to inference.
            .map(
                f ->
                    textColumns.contains(f.name())
                        ? DataTypes.createStructField(f.name(), DataTypes.StringType, true)
                        : f)
            .toArray(StructField[]::new);
    return spark
        .read()
        .option("header", true)
        .option("mode", "FAILFAST")
        .schema(new StructType(fields))
        .csv(path);
  }

  private static String timestampColumn(StructType schema) {
    if (Arrays.asList(schema.fieldNames()).contains(PREFERRED)) {
      return PREFERRED;
    }
    List<String> candidates =
        Arrays.stream(schema.fields())
            .filter(
                f ->
                    f.dataType() instanceof TimestampType
                        || f.dataType() instanceof TimestampNTZType)
            .map(StructField::name)
            .toList();
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    throw new UserException(
        WHERE,
        "Expected a column 'event_timestamp', or exactly one timestamp column; found "
            + (candidates.isEmpty() ? "none." : String.join(", ", candidates) + ".")
            + DidYouMean.hint(PREFERRED, Arrays.asList(schema.fieldNames())));
  }

  private static Column timestamp(Dataset<Row> rows, String name) {
    Column column = rows.col("`" + name.replace("`", "``") + "`");
    DataType type = rows.schema().apply(name).dataType();
    if (type instanceof StringType) {
      Column parsed = TimestampTexts.parsed(column);
      Column unreadable = column.isNotNull().and(parsed.isNull());
      if (!rows.where(unreadable).isEmpty()) {
        throw unreadable(rows.select(column, unreadable), name);
      }
      return parsed;
    }
    if (type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof DateType) {
      return column.cast("timestamp");
    }
    throw new UserException(
        WHERE, "Column '" + name + "' is " + type.catalogString() + "; expected a timestamp.");
  }

  /**
   * Names the first row with an unreadable time.
   *
   * @param times texts, and whether each is unreadable
   */
  private static UserException unreadable(Dataset<Row> times, String name) {
    Tuple2<Row, Long> first =
        times.javaRDD().zipWithIndex().filter(row -> row._1().getBoolean(1)).first();
    return new UserException(
        WHERE,
        "Column '"
            + name
            + "' holds '"
            + first._1().getString(0)
            + "' in row "
            + (first._2() + 1)
            + "; "
            + TimestampTexts.EXPECTED);
  }
}
