package dev.larder.offline;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.RedshiftLocation;
import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.Settings;
import dev.larder.feature.Settings.RedshiftRead;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * Tables and queries of Redshift: unloaded to the staging location and read there, or, where that
 * is set, read by JDBC. It logs in with the first source that is opened, and tries then whether all
 * that it needs is there. When it is closed, or the JVM ends, its statement is cancelled and what
 * it staged is removed.
 */
final class RedshiftOfflineStore implements OfflineStore {
  /** Once Spark has stopped reading, and before Hadoop's file systems are closed. */
  private static final int HOOK_PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 10;

  private final SparkSession spark;
  private final FeatureStoreConfig config;
  private final Settings settings;
  private final Runnable hook = this::end;
  private final AtomicReference<Job> job = new AtomicReference<>();

  /**
   * What a job has in Redshift and in S3.
   *
   * @param staging null where rows come by JDBC
   */
  record Job(
      SparkSession spark,
      Settings settings,
      String project,
      RedshiftLogin login,
      String role,
      RedshiftSession session,
      RedshiftStaging staging) {
    /** What the statements about a source are called in Redshift. */
    String label(DataSource source) {
      return label(project, source.name());
    }

    static String label(String project, String what) {
      return "larder:" + project + ":" + what;
    }
  }

  RedshiftOfflineStore(SparkSession spark, FeatureStoreConfig config) {
    this.spark = spark;
    this.config = config;
    settings = config.settings().withSparkConf(JavaConverters.mapAsJavaMap(spark.conf().getAll()));
  }

  static String where(DataSource source) {
    return "data source " + source.name();
  }

  @Override
  public SourceTable open(DataSource source) {
    Job started = started(source);
    String from =
        RedshiftSql.from((RedshiftLocation) source.location(), started.login().database());
    return new RedshiftTable(
        started,
        source,
        from,
        started
            .session()
            .columns(where(source), started.label(source), RedshiftSql.describe(from)));
  }

  private Job started(DataSource source) {
    if (job.get() == null) {
      if (!config.offlineStore().type().equals("redshift")) {
        throw new UserException(
            where(source),
            "It is in Redshift, but 'offline_store' of feature_store.yaml is of the type '"
                + config.offlineStore().type()
                + "'; expected redshift.");
      }
      RedshiftDialect.register();
      job.set(start());
      ShutdownHookManager.get().addShutdownHook(hook, HOOK_PRIORITY);
      if (job.get().staging() != null) {
        tryUnload(job.get());
      }
    }
    return job.get();
  }

  private Job start() {
    String label = Job.label(config.project(), "check");
    RedshiftLogin login = RedshiftLogin.of(config.offlineStore(), settings);
    RedshiftStaging staging =
        settings.redshiftRead() == RedshiftRead.UNLOAD
            ? new RedshiftStaging(
                spark, config.offlineStore().settings().get("s3_staging_location"))
            : null;
    return new Job(
        spark,
        settings,
        config.project(),
        login,
        config.offlineStore().settings().get("iam_role"),
        new RedshiftSession(login, label, settings.redshiftStatementTimeout()),
        staging);
  }

  /**
   * Unloads one row: so the role, the bucket and this job's way to it are known to be right before
   * a query has run for an hour.
   */
  private void tryUnload(Job started) {
    String folder = started.staging().next();
    String where = "offline_store";
    started
        .session()
        .execute(
            where,
            Job.label(config.project(), "check"),
            new Unload("SELECT 1 AS one", folder, started.role()).sql());
    if (UnloadManifest.read(started.staging().fileSystem(), where, folder).files().isEmpty()) {
      throw new UserException(
          where,
          "Redshift unloaded a row to '"
              + folder
              + "', but this job finds none there: do both see the same S3?");
    }
  }

  @Override
  public void close() {
    ShutdownHookManager hooks = ShutdownHookManager.get();
    if (!hooks.isShutdownInProgress()) {
      hooks.removeShutdownHook(hook);
    }
    end();
  }

  private void end() {
    Job ended = job.getAndSet(null);
    if (ended != null) {
      ended.session().close();
      if (ended.staging() != null) {
        ended.staging().close();
      }
    }
  }
}
