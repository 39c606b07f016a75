package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.offline.SparkErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Reads manifests from wherever Spark writes training sets. */
public final class ManifestFile {
  private ManifestFile() {}

  /**
   * The manifest; empty where there is no such file.
   *
   * @throws UserException where the file cannot be read, or is no manifest
   */
  public static Optional<TrainingSetManifest> read(SparkSession spark, Path file) {
    try (FileSystem fileSystem =
            FileSystem.newInstance(file.toUri(), spark.sessionState().newHadoopConf());
        InputStream in = fileSystem.open(file)) {
      return Optional.of(TrainingSetManifest.parse(file.toString(), in.readAllBytes()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UserException(file.toString(), "Cannot be read: " + SparkErrors.reason(e), e);
    }
  }
}
