package dev.larder.historical;

import dev.larder.historical.TrainingSetManifest.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** The SHA-256 of each Parquet file of a directory, computed by Spark's tasks. */
final class FileHashes {
  private static final int MAX_TASKS = 1_000;

  private FileHashes() {}

  /** All Parquet files beneath the directory, sorted by path. */
  static List<OutputFile> of(SparkSession spark, FileSystem fileSystem, Path directory)
      throws IOException {
    List<String> paths = parquetFiles(fileSystem, directory);
    if (paths.isEmpty()) {
      return List.of();
    }
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    String root = directory.toUri().getPath();
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(paths, Math.min(paths.size(), MAX_TASKS))
        .map(path -> hash(conf, root, new Path(path)))
        .collect()
        .stream()
        .sorted(Comparator.comparing(OutputFile::path))
        .toList();
  }

  private static List<String> parquetFiles(FileSystem fileSystem, Path directory)
      throws IOException {
    List<String> paths = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(directory, true);
    while (files.hasNext()) {
      Path path = files.next().getPath();
      if (path.getName().endsWith(".parquet")) {
        paths.add(path.toString());
      }
    }
    return paths;
  }

  private static OutputFile hash(SerializableConfiguration conf, String root, Path path)
      throws IOException {
    FileSystem fileSystem = path.getFileSystem(conf.value());
    try (DigestInputStream in =
        new DigestInputStream(fileSystem.open(path), ContentHash.sha256())) {
      long bytes = in.transferTo(OutputStream.nullOutputStream());
      return new OutputFile(
          path.toUri().getPath().substring(root.length() + 1),
          bytes,
          HexFormat.of().formatHex(in.getMessageDigest().digest()));
    }
  }
}
