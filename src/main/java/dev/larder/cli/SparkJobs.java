package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.cli.demo.Demo;
import dev.larder.historical.DryRun;
import dev.larder.historical.DryRunJob;
import dev.larder.historical.HistoricalFeaturesJob;
import dev.larder.historical.JoinExplanationJob;
import dev.larder.historical.RecreateTrainingSetJob;
import dev.larder.historical.TrainingSetManifest;
import dev.larder.materialization.MaterializationEstimate;
import dev.larder.materialization.MaterializeDryRun;
import dev.larder.materialization.MaterializeJob;
import dev.larder.materialization.VerifyJob;
import dev.larder.materialization.ViewResult;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.SparkErrors;
import dev.larder.registry.FeatureRepository;
import dev.larder.report.JoinExplanation;
import dev.larder.report.Materialization;
import dev.larder.report.Verification;
import dev.larder.storage.S3Settings;
import dev.larder.training.TrainJob;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** Opens Spark and calls the jobs that need it, so that command classes name no Spark type. */
final class SparkJobs {
  /** Spark's own default, and what spark-redis reads its password from. */
  private static final String REDACTED =
      "(?i)secret|password|token|access[.]?key|spark[.]redis[.]auth";

  private static final String HEARTBEAT = "spark.executor.heartbeatInterval";

  private SparkJobs() {}

  static TrainingSetManifest getHistoricalFeatures(
      FeatureRepository repository, HistoricalFeaturesJob.Request request) {
    return run(
        "get-historical-features",
        spark ->
            new HistoricalFeaturesJob(
                    spark, repository.config(), repository.registry().load(), request)
                .run());
  }

  static DryRun dryRun(FeatureRepository repository, HistoricalFeaturesJob.Request request) {
    return run(
        "get-historical-features",
        spark ->
            new DryRunJob(spark, repository.config(), repository.registry().load(), request).run());
  }

  static RecreateTrainingSetJob.Result recreateTrainingSet(
      FeatureRepository repository, RecreateTrainingSetJob.Request request) {
    return run(
        "get-historical-features",
        spark ->
            new RecreateTrainingSetJob(
                    spark, repository.config(), repository.registry().load(), request)
                .run());
  }

  static JoinExplanation explainJoin(
      FeatureRepository repository, TrainingSetManifest manifest, String trainingSet) {
    return run(
        "get-historical-features",
        spark -> {
          try (OfflineStore store = OfflineStore.of(spark, repository.config())) {
            return new JoinExplanationJob(
                    spark, store, repository.registry().load().definitions(), manifest, trainingSet)
                .run();
          }
        });
  }

  static TrainJob.Result train(TrainJob.Request request) {
    return run("train", spark -> new TrainJob(spark, request).run());
  }

  /**
   * Materializes.
   *
   * @param page gets the page of what was done; null for none
   */
  static List<ViewResult> materialize(
      FeatureRepository repository,
      MaterializeJob.Request request,
      MaterializeJob.Progress progress,
      Consumer<Materialization> page) {
    return run(
        "materialize",
        spark -> {
          MaterializeJob job =
              new MaterializeJob(spark, repository.config(), repository.registry(), request);
          List<ViewResult> results = job.run(progress);
          if (page != null) {
            page.accept(job.report(results));
          }
          return results;
        });
  }

  static MaterializationEstimate materializeDryRun(
      FeatureRepository repository, MaterializeJob.Request request) {
    return run(
        "materialize",
        spark ->
            new MaterializeDryRun(spark, repository.config(), repository.registry(), request)
                .run());
  }

  static Verification verify(
      FeatureRepository repository, VerifyJob.Request request, VerifyJob.Progress progress) {
    return run(
        "verify",
        spark ->
            new VerifyJob(spark, repository.config(), repository.registry(), request)
                .run(progress));
  }

  static Map<String, ?> demo(PrintWriter out, Path tables, Path output, boolean aws) {
    return run("demo", spark -> new Demo(spark, out, tables, output, aws).run());
  }

  /**
   * Runs a job in this process's session, with UTC everywhere: spark-submit's settings, or local
   * cores outside it.
   */
  private static <T> T run(String command, Function<SparkSession, T> job) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("larder " + command)
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.parquet.inferTimestampNTZ.enabled", "false");
    if (System.getProperty("spark.redaction.regex") == null) {
      builder.config("spark.redaction.regex", REDACTED);
    }
    if (System.getProperty("spark.master") == null) {
      builder.master("local[*]");
    }
    if (System.getProperty(HEARTBEAT) == null) {
      // What shows how far the tasks are comes with it.
      builder.config(HEARTBEAT, "2s");
    }
    SparkSession spark = builder.getOrCreate();
    HadoopS3.configure(spark.sparkContext().hadoopConfiguration(), S3Settings.common());
    evenOut(spark);
    try {
      return job.apply(spark);
    } catch (Exception e) {
      if (spark.sparkContext().isStopped()) {
        // By Ctrl-C, or by the cluster's manager.
        throw new UserException(command, "Spark was stopped before the command ended.", e);
      }
      throw SparkErrors.translated(command, e);
    }
  }

  /**
   * Gives each core as many parts of a table to read and to write as the others, where it is not
   * small: the last core would else wait for one that has a part more. More parts to read would
   * mean less that is reduced before it is moved.
   */
  private static void evenOut(SparkSession spark) {
    int cores = spark.sparkContext().defaultParallelism();
    setDefault(spark, "spark.sql.files.minPartitionNum", 2 * cores);
    setDefault(spark, "spark.sql.adaptive.coalescePartitions.minPartitionNum", 3 * cores);
  }

  private static void setDefault(SparkSession spark, String setting, int value) {
    if (spark.conf().getOption(setting).isEmpty()) {
      spark.conf().set(setting, value);
    }
  }
}
