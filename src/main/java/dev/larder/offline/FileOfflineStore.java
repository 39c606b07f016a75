package dev.larder.offline;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.FileLocation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Parquet files: one, a folder, or a pattern. Timestamps may be in milli-, micro- or nanoseconds,
 * with or without the mark of UTC; all mean UTC, and all become Spark timestamps (nanoseconds are
 * floored to microseconds, as in Feast).
 */
public final class FileOfflineStore implements OfflineStore {
  private final SparkSession spark;
  private final String directory;

  /**
   * A store whose relative paths start in a directory.
   *
   * @param directory the feature repository
   */
  public FileOfflineStore(SparkSession spark, String directory) {
    this.spark = spark;
    this.directory = directory;
    // Spark refuses INT64 nanoseconds, which pandas writes by default, unless it may take them for
    // plain numbers.
    spark.conf().set("spark.sql.legacy.parquet.nanosAsLong", "true");
    spark.conf().set("spark.sql.parquet.inferTimestampNTZ.enabled", "false");
    spark.conf().set("spark.sql.session.timeZone", "UTC");
  }

  @Override
  public SourceTable open(DataSource source) {
    FileLocation location = (FileLocation) source.location();
    String where = "data source " + source.name();
    if (!location.s3EndpointOverride().isEmpty()) {
      override(location, where);
    }
    String timestampColumn = source.sourceColumn(source.timestampField());
    ParquetFiles found = find(location.path(), where);
    return new SourceTable() {
      @Override
      public StructType schema() {
        return found.rows().schema();
      }

      @Override
      public Dataset<Row> rows(SourceQuery query) {
        return found.rows(timestampColumn, query.range());
      }
    };
  }

  /** All rows of the Parquet files at a path. */
  public Dataset<Row> load(String path, String where) {
    return find(path, where).rows();
  }

  /** Reads the source's bucket from another server than the other buckets. */
  private void override(FileLocation location, String where) {
    String bucket = new Path(resolve(location.path())).toUri().getAuthority();
    String key = "fs.s3a.bucket." + bucket + ".endpoint";
    String other = spark.conf().get(key, location.s3EndpointOverride());
    if (!other.equals(location.s3EndpointOverride())) {
      throw new UserException(
          where,
          "Its s3_endpoint_override is '"
              + location.s3EndpointOverride()
              + "', that of another source in the bucket '"
              + bucket
              + "' is '"
              + other
              + "'.");
    }
    spark.conf().set(key, location.s3EndpointOverride());
    spark.conf().set("fs.s3a.bucket." + bucket + ".path.style.access", "true");
  }

  private ParquetFiles find(String path, String where) {
    String resolved = resolve(path);
    Set<String> nanos = nanosecondColumns(resolved, where);
    return new ParquetFiles(
        SparkErrors.translate(where, () -> spark.read().parquet(resolved)), nanos);
  }

  /**
   * Files as Spark reads them.
   *
   * @param nanos the columns whose timestamps are nanoseconds, plain numbers here
   */
  private record ParquetFiles(Dataset<Row> raw, Set<String> nanos) {
    Dataset<Row> rows() {
      return withTimestamps(raw, nanos);
    }

    Dataset<Row> rows(String timestampColumn, TimeRange range) {
      return nanos.contains(timestampColumn)
          ? withTimestamps(
              raw.where(range.containsNanos(SourceColumns.quoted(raw, timestampColumn))), nanos)
          : rows();
    }
  }

  private static Dataset<Row> withTimestamps(Dataset<Row> rows, Set<String> nanos) {
    if (nanos.isEmpty()) {
      return rows;
    }
    return rows.select(
        Arrays.stream(rows.schema().fields())
            .map(
                field ->
                    nanos.contains(field.name())
                        ? fromNanos(rows, field)
                        : SourceColumns.quoted(rows, field.name()))
            .toArray(Column[]::new));
  }

  /** The path as it is read: a relative one starts in the directory. */
  public String resolve(String path) {
    Path hadoopPath =
        new Path(
            path.startsWith("file://") && !path.startsWith("file:///") ? "file:" + path : path);
    boolean absolute = hadoopPath.isAbsolute() || hadoopPath.toUri().getScheme() != null;
    // With the slash, since the URI of a bucket alone has no path to start from.
    return (absolute ? hadoopPath : new Path(new Path(directory + "/"), hadoopPath)).toString();
  }

  private static Column fromNanos(Dataset<Row> rows, StructField field) {
    Column nanos = SourceColumns.quoted(rows, field.name());
    Column timestamp =
        field.dataType() instanceof ArrayType
            ? functions.transform(nanos, FileOfflineStore::floorToTimestamp)
            : floorToTimestamp(nanos);
    return timestamp.as(field.name());
  }

  private static Column floorToTimestamp(Column nanos) {
    Column floored = nanos.minus(functions.pmod(nanos, functions.lit(1000L)));
    // Exact in decimals; a division of longs would go through doubles and lose the last digits.
    return functions.timestamp_micros(
        floored.cast("decimal(20,0)").divide(functions.lit(1000)).cast("long"));
  }

  /** The columns whose timestamps are nanoseconds, read from one file's footer. */
  private Set<String> nanosecondColumns(String path, String where) {
    Configuration conf = spark.sessionState().newHadoopConf();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(anyFile(path, where, conf), conf))) {
      Set<String> nanos = new HashSet<>();
      for (Type column : reader.getFooter().getFileMetaData().getSchema().getFields()) {
        if (holdsNanos(column)) {
          nanos.add(column.getName());
        }
      }
      return nanos;
    } catch (FileNotFoundException e) {
      throw new UserException(where, "There is nothing at '" + path + "'.", e);
    } catch (IOException | RuntimeException e) {
      if (e instanceof UserException known) {
        throw known;
      }
      String s3 = S3AErrors.reason(e).map(reason -> reason + ".").orElse(null);
      throw new UserException(
          where,
          "Expected Parquet files at '" + path + "': " + (s3 == null ? firstLine(e) : s3),
          e);
    }
  }

  private static boolean holdsNanos(Type type) {
    if (type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp) {
      return timestamp.getUnit() == TimeUnit.NANOS;
    }
    return !type.isPrimitive()
        && ((GroupType) type).getFields().stream().anyMatch(FileOfflineStore::holdsNanos);
  }

  private static Path anyFile(String path, String where, Configuration conf) throws IOException {
    Path pattern = new Path(path);
    FileSystem fileSystem = pattern.getFileSystem(conf);
    FileStatus[] matches = fileSystem.globStatus(pattern);
    if (matches == null || matches.length == 0) {
      throw new UserException(where, "There is nothing at '" + path + "'.");
    }
    for (FileStatus match : matches) {
      RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(match.getPath(), true);
      while (files.hasNext()) {
        LocatedFileStatus file = files.next();
        if (!isHidden(file.getPath().getName()) && file.getLen() > 0) {
          return file.getPath();
        }
      }
    }
    throw new UserException(where, "There are no Parquet files in '" + path + "'.");
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("unreadable")
        .replaceFirst("( is not a Parquet file).*", "$1.");
  }
}
