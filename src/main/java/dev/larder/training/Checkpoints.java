package dev.larder.training;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Where MLlib leaves what many steps have led to, so that it can forget the steps. */
final class Checkpoints {
  private final SparkContext context;
  private final Option<String> before;
  private final FileSystem fileSystem;
  private final Path directory;

  private Checkpoints(
      SparkContext context, Option<String> before, FileSystem fileSystem, Path directory) {
    this.context = context;
    this.before = before;
    this.fileSystem = fileSystem;
    this.directory = directory;
  }

  /**
   * Has checkpoints written to a directory.
   *
   * @param directory that is not there, and that all executors can write to
   */
  static Checkpoints in(SparkSession spark, Path directory) {
    try {
      SparkContext context = spark.sparkContext();
      Option<String> before = context.checkpointDir();
      context.setCheckpointDir(directory.toString());
      return new Checkpoints(
          context,
          before,
          directory.getFileSystem(spark.sessionState().newHadoopConf()),
          directory);
    } catch (IOException e) {
      throw new IllegalStateException("A path without a file system", e);
    }
  }

  /**
   * Removes them; whoever goes on with the context has its checkpoints where it had them before.
   */
  void remove() {
    context.checkpointDir_$eq(before);
    try {
      fileSystem.delete(directory, true);
    } catch (IOException e) {
      // The model stands without it; what is hidden nobody reads.
    }
  }
}
