package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.cli.Larder;
import dev.larder.materialization.KnownRows.Found;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.MaterializationInterval;
import dev.larder.testing.BreakableRedisCluster;
import dev.larder.testing.FrozenProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to Spark's own processes in the middle of a load. */
@Tag("fault")
class ProcessFaultsTest {
  private static final int ROWS = KnownRows.ROWS;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private BreakableRedisCluster cluster;
  private KnownRows rows;
  private FeatureRepository repository;
  private Process driver;
  private final List<ProcessHandle> executors = new ArrayList<>();

  @TempDir private Path directory;

  @BeforeEach
  void loadEarliest() {
    cluster = BreakableRedisCluster.start(1);
    rows = new KnownRows(directory, cluster.connectionString(), ROWS);
    rows.loadEarliest();
    repository = rows.repository(KnownRows.RATE);
  }

  @AfterEach
  void stop() throws InterruptedException {
    driver.destroyForcibly().waitFor();
    executors.forEach(ProcessHandle::destroyForcibly);
    executors.forEach(executor -> executor.onExit().join());
    cluster.close();
  }

  @Test
  void anExecutorThatIsKilledIsReplaced() throws Exception {
    long start = System.nanoTime();
    startDriver("spark.master=local-cluster[2,1,1024]");
    awaitMidway();
    executors.get(0).destroyForcibly();
    awaitSuccess();
    verify("an executor killed", start);
  }

  /** Both attempts of a task write the same rows, one of them late. */
  @Test
  void aTaskThatRunsTwiceDoesNoHarm() throws Exception {
    long start = System.nanoTime();
    startDriver(
        "spark.master=local-cluster[2,1,1024]",
        "spark.speculation=true",
        "spark.speculation.quantile=0.1",
        "spark.speculation.multiplier=1.1");
    awaitMidway();
    FrozenProcess.freeze(executors.get(0).pid(), () -> await(() -> cluster.keys() == ROWS));
    awaitSuccess();
    verify("an executor frozen until others have done its tasks, speculation on", start);
  }

  @Test
  void afterADriverThatWasKilledTheNextRunCompletes() throws Exception {
    long start = System.nanoTime();
    startDriver("spark.master=local[2]");
    awaitMidway();
    driver.destroyForcibly().waitFor();
    assertThat(KnownRows.intervals(repository)).hasSize(1);
    startDriver("spark.master=local[2]");
    awaitSuccess();
    verify("driver killed; run again", start);
  }

  /** Runs the command as it would be on a cluster, with the class path of the tests. */
  private void startDriver(String... settings) throws IOException {
    // Executors work in Spark's home, and want a folder of jars there.
    Files.createDirectories(directory.resolve("jars"));
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("@" + Path.of(".mvn", "spark.args"), "-Xmx1g"));
    for (String setting : settings) {
      command.add("-D" + setting);
    }
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.local.dir=" + directory.resolve("local"));
    command.add("-Dspark.executor.extraClassPath=" + classPath);
    command.addAll(List.of("-cp", classPath, Larder.class.getName(), "-c", directory.toString()));
    command.add("materialize");
    command.add(KnownRows.time(1).toString());
    command.add(KnownRows.time(KnownRows.LATEST).toString());
    command.addAll(List.of("--result", directory.resolve("result.json").toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", directory.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    driver =
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("driver.log").toFile())
            .start();
  }

  private void awaitMidway() {
    await(() -> cluster.keys() >= rows.keysAfter(1.0 / 3));
    // The workers of a local cluster are threads of the driver: executors are its children.
    executors.addAll(driver.children().toList());
  }

  private void await(BooleanSupplier condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> condition.getAsBoolean() || !driver.isAlive());
    assertThat(condition.getAsBoolean()).as(this::log).isTrue();
  }

  private void awaitSuccess() throws Exception {
    assertThat(driver.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(this::log).isTrue();
    assertThat(driver.exitValue()).as(this::log).isZero();
    JsonNode result = new ObjectMapper().readTree(directory.resolve("result.json").toFile());
    assertThat(result.at("/status").asText()).isEqualTo("ok");
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("driver.log"));
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private void verify(String name, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    Found found = rows.check(repository);
    FaultTable.add(name, ROWS, seconds, -1, -1, found);
    assertThat(found).isEqualTo(Found.NOTHING);
    assertThat(KnownRows.intervals(repository))
        .contains(new MaterializationInterval(KnownRows.time(1), KnownRows.time(KnownRows.LATEST)));
  }
}
