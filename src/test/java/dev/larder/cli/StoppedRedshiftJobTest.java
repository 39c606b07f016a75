package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedRedshift;
import dev.larder.testing.SharedS3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that is told to stop while Redshift works for it. */
@Tag("slow")
class StoppedRedshiftJobTest {
  private static final String RUNNING =
      "SELECT status FROM sys_query_history WHERE query_text LIKE 'UNLOAD%stopped%'";

  @TempDir private Path directory;

  @Test
  void cancelsItsStatementAndRemovesWhatItStaged() throws Exception {
    SharedRedshift redshift = SharedRedshift.get();
    String bucket = SharedS3.newBucket();
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        redshift.featureStoreYaml(bucket, SharedRedisCluster.connectionString()));
    Process job =
        new ProcessBuilder(
                command(
                    "redshift:SELECT sum(i % 7) AS stopped, TIMESTAMP '2021-01-01' AS event_timestamp"
                        + " FROM range(1000000000000) AS r(i)"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> redshift.query(RUNNING).contains("running"));
      SharedRedshift.readableBySpark();
      assertThat(SharedRedshift.staged(bucket)).isNotEmpty();
      job.destroy();
      assertThat(job.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      job.destroyForcibly();
    }
    assertThat(redshift.query(RUNNING)).containsExactly("canceled");
    assertThat(SharedRedshift.staged(bucket)).isEmpty();
  }

  private List<String> command(String entityDf) throws Exception {
    Files.writeString(
        directory.resolve("features.yaml"),
        """
        entities:
          - {name: person, join_keys: [person], value_type: STRING}
        data_sources:
          - {name: reports, type: redshift, table: reports, timestamp_field: t}
        feature_views:
          - {name: history, entities: [person], source: reports, schema: [{name: pulls, dtype: Int64}]}
        """);
    assertThat(Larder.commandLine().execute("-c", directory.toString(), "apply")).isZero();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@.mvn/spark.args",
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=America/New_York",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dspark.master=local[1]",
                "-Dspark.ui.enabled=false"));
    SharedRedshift.hadoopSettings()
        .forEach((name, value) -> command.add("-Dspark.hadoop." + name + "=" + value));
    command.addAll(
        List.of(
            "dev.larder.cli.Larder",
            "-c",
            directory.toString(),
            "get-historical-features",
            "--entity-df=" + entityDf,
            "--features=history",
            "--output=" + directory.resolve("training_set")));
    return command;
  }
}
