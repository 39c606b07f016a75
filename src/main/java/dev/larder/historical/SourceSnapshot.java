package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.FileLocation;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.DataSource.SparkLocation;
import dev.larder.historical.TrainingSource.File;
import dev.larder.historical.TrainingSource.Kind;
import dev.larder.offline.SourceQuery;
import dev.larder.offline.SourceTable;
import dev.larder.offline.SparkErrors;
import dev.larder.offline.TimeRange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Notes the sizes and change times of the files that rows are about to be read from. */
final class SourceSnapshot {
  private SourceSnapshot() {}

  /**
   * A source of the user's own.
   *
   * @param location an absolute path, a table, or SQL
   * @param rows what is read of it
   */
  static TrainingSource of(String name, Kind kind, String location, Dataset<Row> rows) {
    return new TrainingSource(name, kind, location, files(rows));
  }

  /**
   * A view's source.
   *
   * @param range what is read of it
   */
  static TrainingSource of(DataSource source, SourceTable table, TimeRange range) {
    if (source.location() instanceof RedshiftLocation redshift) {
      return new TrainingSource(source.name(), Kind.REDSHIFT, redshift.text(), List.of());
    }
    Dataset<Row> rows = table.rows(SourceQuery.within(range));
    if (source.location() instanceof SparkLocation spark && spark.path().isEmpty()) {
      return spark.table().isEmpty()
          ? new TrainingSource(source.name(), Kind.SQL, spark.query(), files(rows))
          : new TrainingSource(source.name(), Kind.TABLE, spark.table(), files(rows));
    }
    String path =
        source.location() instanceof FileLocation file
            ? file.path()
            : ((SparkLocation) source.location()).path();
    return new TrainingSource(source.name(), Kind.FILES, path, files(rows));
  }

  private static List<File> files(Dataset<Row> rows) {
    // One listing a folder: asking object storage for each file alone would take minutes.
    Map<Path, Set<String>> folders =
        Arrays.stream(rows.inputFiles())
            .map(file -> new Path(java.net.URI.create(file)))
            .collect(
                Collectors.groupingBy(
                    Path::getParent,
                    TreeMap::new,
                    Collectors.mapping(Path::getName, Collectors.toCollection(TreeSet::new))));
    Configuration conf = rows.sparkSession().sessionState().newHadoopConf();
    List<File> files = new ArrayList<>();
    folders.forEach((folder, names) -> files.addAll(files(folder, names, conf)));
    files.sort(Comparator.comparing(File::path));
    return files;
  }

  private static List<File> files(Path folder, Set<String> names, Configuration conf) {
    try {
      FileSystem fileSystem = folder.getFileSystem(conf);
      return Arrays.stream(fileSystem.listStatus(folder))
          .filter(status -> names.contains(status.getPath().getName()))
          .map(SourceSnapshot::file)
          .toList();
    } catch (IOException e) {
      throw new UserException(folder.toString(), "Cannot be listed: " + SparkErrors.reason(e), e);
    }
  }

  private static File file(FileStatus status) {
    return new File(
        status.getPath().toString(),
        status.getLen(),
        Instant.ofEpochMilli(status.getModificationTime()).toString());
  }
}
