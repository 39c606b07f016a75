package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.cli.Larder;
import dev.larder.testing.FinishedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** What becomes of a training set where an executor dies while rows are joined. */
@Tag("slow")
class ExecutorLossIT {
  /** For processes that end before the second compiler pays off. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  private static final Path JAR = Path.of(System.getProperty("larder.jar"));
  private static final Path TARGET = JAR.getParent();
  private static final String NOTES = "spark.larder.test.notes";

  /** Twenty rows of history for each of the persons, made by Spark. */
  private static final String FEATURES =
      """
      entities:
        - {name: person, join_keys: [person], value_type: STRING}
      data_sources:
        - name: reports
          type: spark
          query: >-
            SELECT 'p' || id % 50000 AS person, id AS pulls, sqrt(id) AS due,
            timestamp_seconds(1600000000 + id * 7919 % 100000) AS event_timestamp
            FROM range(0, 1000000, 1, 8)
          timestamp_field: event_timestamp
      feature_views:
        - name: history
          entities: [person]
          ttl: 6h
          schema: [{name: pulls, dtype: Int64}, {name: due, dtype: Float64}]
          source: reports
      """;

  private static final String LOANS =
      "SELECT id, 'p' || id % 60000 AS person, timestamp_seconds(1600000000 + id * 104729 % 110000)"
          + " AS event_timestamp FROM range(0, 100000, 1, 8)";

  @TempDir(factory = InTarget.class)
  private Path directory;

  /** Spark's executors work in its home, of which we have one in the build's directory. */
  private static final class InTarget implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
        throws IOException {
      return Files.createTempDirectory(TARGET, "executor-loss");
    }
  }

  /** Kills an executor once a task of the join has ended, and others run. Part of the driver. */
  public static final class Killer extends SparkListener {
    private final Path notes;
    private final Set<Integer> joins = new HashSet<>();
    private boolean killed;

    public Killer(SparkConf conf) {
      this.notes = Path.of(conf.get(NOTES));
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
      // All others read no shuffle, or are the single task of a total.
      if (!stage.stageInfo().parentIds().isEmpty() && stage.stageInfo().numTasks() > 1) {
        joins.add(stage.stageInfo().stageId());
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      if (task.reason() != Success$.MODULE$) {
        note(task.reason().getClass().getSimpleName());
      } else if (!killed && joins.contains(task.stageId())) {
        killed = true;
        // The workers of a local cluster are threads of the driver: executors are its children.
        note("killed: " + ProcessHandle.current().children().findFirst().get().destroyForcibly());
      }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved executor) {
      note("removed: " + executor.reason());
    }

    private void note(String line) {
      try {
        Files.writeString(notes, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @BeforeEach
  void apply() throws Exception {
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: loans
        registry: registry.db
        provider: local
        online_store: {type: redis, connection_string: "localhost:6379"}
        """);
    Files.writeString(directory.resolve("features.yaml"), FEATURES);
    // The launcher copies Spark's jars where they are missing.
    Path launcher = Path.of("scripts", "larder").toAbsolutePath();
    FinishedProcess apply =
        FinishedProcess.of(
            List.of(launcher.toString(), "-c", directory.toString(), "apply"),
            builder -> builder.environment().remove("SPARK_HOME"));
    assertThat(apply.exitCode()).as(apply.err()).isZero();
    Files.createSymbolicLink(directory.resolve("jars"), TARGET.resolve("spark-home/jars"));
  }

  /** JUnit warns of links that lead out of the directory. */
  @AfterEach
  void unlink() throws IOException {
    Files.delete(directory.resolve("jars"));
  }

  @Test
  void anExecutorThatIsKilledInTheMiddleOfTheJoinChangesNothing() throws Exception {
    JsonNode undisturbed = trainingSet("undisturbed", "--master=local[2]");
    Path notes = directory.resolve("notes");
    JsonNode disturbed =
        trainingSet(
            "disturbed",
            "--master=local-cluster[2,1,1024]",
            "--conf=spark.extraListeners=" + Killer.class.getName(),
            "--conf=" + NOTES + "=" + notes);
    assertThat(Files.readAllLines(notes))
        .contains("killed: true")
        .anyMatch(line -> line.startsWith("removed: "))
        .anyMatch(line -> line.matches("FetchFailed|ExecutorLostFailure"));
    assertThat(disturbed.get("content_hash")).isEqualTo(undisturbed.get("content_hash"));
    for (String count : List.of("/rows", "/feature_views/0/matched", "/feature_views/0/expired")) {
      assertThat(disturbed.at(count)).as(count).isEqualTo(undisturbed.at(count));
      assertThat(disturbed.at(count).asLong()).as(count).isPositive();
    }
  }

  /** Makes it through spark-submit, and reads its manifest. */
  private JsonNode trainingSet(String name, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("@" + Path.of(".mvn", "spark.args"), "-Xmx1g"));
    command.add(QUICK);
    command.addAll(List.of("-Djava.io.tmpdir=" + directory, "-cp"));
    command.add(directory.resolve("jars") + "/*:" + JAR + ":" + TARGET.resolve("test-classes"));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of(options));
    command.add("--conf=spark.local.dir=" + directory.resolve("local"));
    command.add("--conf=spark.ui.enabled=false");
    command.add("--conf=spark.executor.extraJavaOptions=" + QUICK);
    command.add("--conf=spark.sql.autoBroadcastJoinThreshold=-1");
    command.add("--conf=spark.sql.shuffle.partitions=8");
    command.add("--conf=spark.sql.adaptive.coalescePartitions.enabled=false");
    command.addAll(List.of("--class", Larder.class.getName(), JAR.toString()));
    command.addAll(List.of("-c", directory.toString(), "get-historical-features"));
    command.addAll(List.of("--entity-df", LOANS, "--features", "history"));
    command.addAll(List.of("--output", directory.resolve(name).toString()));
    FinishedProcess finished =
        FinishedProcess.of(
            command,
            builder -> {
              builder.environment().remove("SPARK_CONF_DIR");
              builder.environment().put("SPARK_HOME", directory.toString());
              builder.environment().put("SPARK_SCALA_VERSION", "2.12");
            });
    assertThat(finished.exitCode()).as(finished.err()).isZero();
    return new ObjectMapper()
        .readTree(directory.resolve(name).resolve("_training_set.json").toFile());
  }
}
