package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.cli.Larder;
import dev.larder.testing.FinishedProcess;
import dev.larder.testing.SharedRedisCluster;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** larder.jar on the standalone cluster of {@code scripts/cluster}, against a Redis Cluster. */
@Tag("slow")
class ClusterIT {
  private static final Path JAR = Path.of(System.getProperty("larder.jar"));
  private static final Path TARGET = JAR.getParent();
  private static final Path CLUSTER = TARGET.resolve("cluster-it");

  /** For processes that end before the second compiler pays off. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  private static final String WAIT = "spark.standalone.submit.waitAppCompletion";
  private static final String KILL = "spark.larder.test.kill";
  private static final int PERSONS = 20_000;

  /** Rows that Spark makes, so that no machine needs anything but the jar. */
  private static final String DEFINITIONS =
      """
      entities:
        - {name: person, join_keys: [person], value_type: STRING}
      data_sources:
        - name: reports
          type: spark
          query: >-
            SELECT 'p' || id %% %d AS person, id %% 11 AS pulls, sqrt(id) AS due,
            timestamp_seconds(1600000000 + id * 7919 %% 100000) AS event_timestamp
            FROM range(0, 200000, 1, 4)
          timestamp_field: event_timestamp
      feature_views:
        - name: history
          entities: [person]
          schema: [{name: pulls, dtype: Int64}, {name: due, dtype: Float64}]
          source: reports
      """
          .formatted(PERSONS);

  private static final String LOANS =
      "SELECT id AS loan_id, 'p' || id AS person, CAST(id * 31 % 7 < 3 AS INT) AS defaulted,"
          + " id * 31 % 7 + id % 5 AS rate, timestamp_seconds(1600100000 + id) AS event_timestamp"
          + " FROM range(0, 4000, 1, 4)";

  private static final String MODEL =
      """
      name: loans
      label: defaulted
      row_id: loan_id
      algorithm: {decision_tree: {max_depth: 4}}
      """;

  @TempDir private static Path directory;
  private static String master;

  private boolean lost;

  /**
   * Kills a worker, once, when a task that writes has ended and others run: the one that this
   * driver runs on, or another one. Part of the driver.
   */
  public static final class WorkerKiller extends SparkListener {
    private final boolean own;
    private final List<ProcessHandle> workers;
    private int writing = -1;

    public WorkerKiller(SparkConf conf) {
      List<String> words = List.of(conf.get(KILL).split(","));
      this.own = words.get(0).equals("own");
      this.workers =
          words.stream()
              .skip(1)
              .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
              .toList();
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
      if (!stage.stageInfo().parentIds().isEmpty() && stage.stageInfo().numTasks() > 1) {
        writing = stage.stageInfo().stageId();
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      boolean all = workers.stream().allMatch(ProcessHandle::isAlive);
      if (all
          && workers.size() == 2
          && task.stageId() == writing
          && task.reason() == Success$.MODULE$) {
        long mine = ProcessHandle.current().parent().orElseThrow().pid();
        workers.stream()
            .filter(worker -> own == (worker.pid() == mine))
            .findFirst()
            .orElseThrow()
            .destroyForcibly();
      }
    }
  }

  @BeforeAll
  static void makeTheTrainingSet() throws IOException {
    Path repository = repository("training");
    larder(
        "-c",
        repository.toString(),
        "get-historical-features",
        "--entity-df",
        LOANS,
        "--features",
        "history",
        "--output",
        directory.resolve("training_set").toString());
    Files.writeString(directory.resolve("loans.yaml"), MODEL);
    larder(train(directory.resolve("local_model")).toArray(String[]::new));
  }

  @BeforeEach
  void start() throws Exception {
    FinishedProcess started = cluster("start");
    assertThat(started.exitCode()).as(started.err()).isZero();
    master = started.out().strip();
  }

  /** With the driver that the master starts again, if one runs still. */
  @AfterEach
  void stopTheClusterThatLostAWorker() throws Exception {
    if (lost) {
      stop();
      lost = false;
    }
  }

  @AfterAll
  static void stop() throws Exception {
    assertThat(cluster("stop").exitCode()).isZero();
    assertThat(CLUSTER).doesNotExist();
  }

  @Test
  void materializesInClientDeployMode() throws Exception {
    Path repository = repository("client");
    FinishedProcess submitted = submit("client", List.of(), materialize(repository));
    assertThat(submitted.exitCode()).as(submitted.err()).isZero();
    assertThatRedisHoldsTheNewest(repository);
  }

  @Test
  void trainsInClusterDeployMode() throws Exception {
    Path model = directory.resolve("model");
    FinishedProcess submitted = submit("cluster", List.of(), train(model));
    assertThat(submitted.exitCode()).as(submitted.err()).isZero();
    assertThat(auc(model)).isCloseTo(auc(directory.resolve("local_model")), within(0.01));
  }

  @Test
  void materializesInClusterDeployModeWhereAWorkerDiesInTheMiddle() throws Exception {
    Path repository = repository("other_worker");
    FinishedProcess submitted = submit("cluster", killing("other"), materialize(repository));
    assertThat(submitted.exitCode()).as(ClusterIT::driversLogs).isZero();
    assertThat(cluster("status").out()).containsOnlyOnce(": ended");
    assertThatRedisHoldsTheNewest(repository);
  }

  /** As YARN starts the driver again where its node is lost. */
  @Test
  void aDriverThatIsStartedAgainOnAnotherWorkerEndsTheLoad() throws Exception {
    Path repository = repository("own_worker");
    List<String> options = new ArrayList<>(killing("own"));
    // Spark's client would follow the first driver alone.
    options.addAll(List.of("--supervise", "--conf", WAIT + "=false"));
    submit("cluster", options, materialize(repository));
    Path result = repository.resolve("result.json");
    // The first driver may say itself that it failed, before it goes.
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              assertThat(result).exists();
              assertThat(json(result).get("status").asText())
                  .as(ClusterIT::driversLogs)
                  .isEqualTo("ok");
            });
    assertThat(cluster("status").out()).containsOnlyOnce(": ended");
    assertThatRedisHoldsTheNewest(repository);
  }

  /** Spark's client of a standalone cluster leaves with 0 however the driver ended. */
  @Test
  void aFailureInClusterDeployModeIsInTheResultFile() throws Exception {
    Path result = directory.resolve("failed.json");
    List<String> verify = List.of("-c", directory + "/nowhere", "verify");
    FinishedProcess submitted =
        submit(
            "cluster",
            List.of(),
            Stream.concat(verify.stream(), Stream.of("--result", result.toString())).toList());
    assertThat(submitted.err()).contains("is FAILED");
    assertThat(json(result).get("status").asText()).isEqualTo("failed");
  }

  private static Path repository(String project) throws IOException {
    Path repository = Files.createDirectory(directory.resolve(project));
    Files.writeString(
        repository.resolve("feature_store.yaml"),
        """
        project: %s
        registry: registry.db
        provider: local
        online_store: {type: redis, redis_type: redis_cluster, connection_string: "%s"}
        entity_key_serialization_version: 3
        """
            .formatted(project, SharedRedisCluster.connectionString()));
    Files.writeString(repository.resolve("features.yaml"), DEFINITIONS);
    larder("-c", repository.toString(), "apply");
    return repository;
  }

  private static List<String> materialize(Path repository) {
    return List.of(
        "-c",
        repository.toString(),
        "materialize",
        "2020-01-01T00:00:00",
        "2021-01-01T00:00:00",
        "--result",
        repository.resolve("result.json").toUri().toString());
  }

  private static List<String> train(Path output) {
    return List.of(
        "train",
        directory.resolve("loans.yaml").toUri().toString(),
        "--training-set",
        directory.resolve("training_set").toUri().toString(),
        "--output",
        output.toUri().toString());
  }

  private List<String> killing(String worker) throws IOException {
    lost = true;
    String pids = "";
    for (String name : List.of("worker-1", "worker-2")) {
      pids += "," + Files.readString(CLUSTER.resolve(name + ".pid")).strip();
    }
    return List.of(
        "--conf",
        "spark.extraListeners=" + WorkerKiller.class.getName(),
        "--conf",
        KILL + "=" + worker + pids);
  }

  /** In this process. */
  private static void larder(String... arguments) {
    assertThat(Larder.run(arguments)).as(String.join(" ", arguments)).isZero();
  }

  private static void assertThatRedisHoldsTheNewest(Path repository) throws IOException {
    Path result = repository.resolve("verified.json");
    larder("-c", repository.toString(), "verify", "--result", result.toString());
    JsonNode view = json(result).at("/counts");
    assertThat(view.findValue("match").asInt()).as(view.toString()).isEqualTo(PERSONS);
    assertThat(view.findValue("extra").asInt()).isZero();
  }

  private static double auc(Path model) throws IOException {
    return json(model.resolve("metrics.json")).at("/test/auc").asDouble();
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static String driversLogs() {
    try (Stream<Path> files = Files.walk(CLUSTER)) {
      StringBuilder logs = new StringBuilder();
      for (Path log :
          files.filter(file -> file.toString().matches(".*/driver-.*/stderr")).toList()) {
        List<String> lines = Files.readAllLines(log);
        logs.append(log).append('\n');
        lines
            .subList(Math.max(0, lines.size() - 30), lines.size())
            .forEach(line -> logs.append(line).append('\n'));
      }
      return logs.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FinishedProcess cluster(String command) throws Exception {
    return FinishedProcess.of(
        List.of(Path.of("scripts", "cluster").toAbsolutePath().toString(), command),
        builder -> {
          builder.environment().keySet().removeAll(List.of("SPARK_HOME", "SPARK_CONF_DIR"));
          builder.environment().put("LARDER_CLUSTER", CLUSTER.toString());
        });
  }

  /**
   * Through spark-submit, where spark-redis, its Jedis and the Redshift driver as they are
   * published stand before larder.jar on every class path, as they may on EMR.
   */
  private static FinishedProcess submit(String mode, List<String> options, List<String> arguments)
      throws Exception {
    String classPath = published() + File.pathSeparator + TARGET.resolve("test-classes");
    List<String> command = new ArrayList<>();
    command.add(TARGET.resolve("spark-home/bin/spark-submit").toString());
    command.addAll(List.of("--master", master, "--deploy-mode", mode));
    command.addAll(List.of("--driver-memory", "700m", "--executor-memory", "700m"));
    command.addAll(List.of("--conf", "spark.driver.extraClassPath=" + classPath));
    command.addAll(List.of("--conf", "spark.executor.extraClassPath=" + published()));
    command.addAll(List.of("--conf", WAIT + "=true"));
    command.addAll(List.of("--conf", "spark.sql.shuffle.partitions=8"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    for (String process : List.of("driver", "executor")) {
      command.addAll(List.of("--conf", "spark." + process + ".extraJavaOptions=" + QUICK));
    }
    command.addAll(options);
    command.addAll(List.of("--class", Larder.class.getName(), JAR.toString()));
    command.addAll(arguments);
    return FinishedProcess.of(
        command,
        builder -> {
          builder.environment().keySet().removeAll(List.of("SPARK_HOME", "SPARK_CONF_DIR"));
          builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        });
  }

  private static String published() {
    List<String> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(e -> e.matches(".*/(spark-redis_2\\.12|jedis|redshift-jdbc42)-[^/]*\\.jar"))
            .toList();
    assertThat(jars).hasSize(3);
    return String.join(File.pathSeparator, jars);
  }
}
