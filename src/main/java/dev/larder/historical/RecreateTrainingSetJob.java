package dev.larder.historical;

import dev.larder.UserException;
import dev.larder.asof.AsOf;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.registry.Registry;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Makes a training set again from its manifest, and says whether it is the same. */
public final class RecreateTrainingSetJob {
  private final SparkSession spark;
  private final FeatureStoreConfig config;
  private final Registry registry;
  private final Request request;

  /**
   * What is asked for.
   *
   * @param manifest the file {@code _training_set.json}
   * @param output a directory, of which the parent need not exist
   * @param overwrite whether what stands there may be replaced
   * @param asOf how to join; the result is the same
   */
  public record Request(String manifest, String output, boolean overwrite, AsOf asOf) {}

  /**
   * What came of it.
   *
   * @param written what the new training set is
   * @param same whether it has the content of the one before
   * @param reasons what may have made it another, each in one sentence; empty where it is the same
   */
  public record Result(TrainingSetManifest written, boolean same, List<String> reasons) {
    public Result {
      reasons = List.copyOf(reasons);
    }
  }

  public RecreateTrainingSetJob(
      SparkSession spark, FeatureStoreConfig config, Registry registry, Request request) {
    this.spark = spark;
    this.config = config;
    this.registry = registry;
    this.request = request;
  }

  /**
   * Reads, joins, writes and compares.
   *
   * @throws UserException for a manifest, a source or an output that cannot be used
   */
  public Result run() {
    TrainingSetManifest before =
        ManifestFile.read(spark, new Path(request.manifest()))
            .orElseThrow(() -> new UserException(request.manifest(), "There is no such file."));
    TrainingSetManifest written =
        new HistoricalFeaturesJob(spark, config, registry, again(before)).run();
    boolean same = written.contentHash().equals(before.contentHash());
    return new Result(written, same, same ? List.of() : ManifestDifferences.of(before, written));
  }

  private HistoricalFeaturesJob.Request again(TrainingSetManifest before) {
    TrainingSetManifest.Request asked = before.request();
    return new HistoricalFeaturesJob.Request(
        // Absolute, where the request may have had a path that was relative to another folder.
        before.entityRows().location(),
        asked.featureService(),
        asked.features(),
        asked.fullFeatureNames(),
        asked.filterByCreatedTimestamp(),
        asked.partitionBy(),
        request.output(),
        request.overwrite(),
        request.asOf());
  }
}
