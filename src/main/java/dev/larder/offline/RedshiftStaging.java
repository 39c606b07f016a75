package dev.larder.offline;

import dev.larder.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A prefix of the staging location that is a job's own, with a folder for each UNLOAD; it is
 * removed when this is closed.
 */
final class RedshiftStaging implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedshiftStaging.class);
  private static final String WHERE = "offline_store.s3_staging_location";

  private final FileSystem fileSystem;
  private final String location;
  private int unloads;

  /**
   * A new prefix, of which nothing exists yet.
   *
   * @param location {@code s3://bucket/prefix}
   * @throws UserException where this job cannot look into it
   */
  RedshiftStaging(SparkSession spark, String location) {
    this.location = location + "/" + UUID.randomUUID();
    try {
      fileSystem = path(this.location).getFileSystem(spark.sessionState().newHadoopConf());
      if (fileSystem.exists(path(this.location))) {
        throw new UserException(WHERE, "'" + this.location + "' exists already.");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          WHERE, "This job cannot look into '" + location + "': " + firstLine(e), e);
    }
  }

  /** Another folder to unload into, which ends with a slash. */
  String next() {
    unloads++;
    return location + "/" + unloads + "/";
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  /** Redshift's {@code s3://} as Hadoop's S3A has it. */
  static Path path(String url) {
    return new Path(url.replaceFirst("^s3://", "s3a://"));
  }

  @Override
  public void close() {
    try {
      fileSystem.delete(path(location), true);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} could not be removed, and is left: {}", location, firstLine(e));
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
