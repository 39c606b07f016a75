package dev.larder.registry;

import static dev.larder.registry.Registries.golden;
import static dev.larder.registry.Registries.open;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.registry.proto.FeastProto;
import dev.larder.registry.proto.FeastProto.FeatureViewState;
import dev.larder.storage.StoredFile;
import dev.larder.testing.FeastPython;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that record materializations of different views in one file, and are killed. */
@Tag("slow")
class RegistryCrashTest {
  private static final String PROJECT = "credit_scoring_v3";
  private static final List<String> VIEWS = List.of("zipcode_features", "credit_history");

  /** Of these days only every second is recorded, so that no intervals are merged. */
  private static final Instant FIRST_DAY = Instant.parse("2022-01-01T00:00:00Z");

  @TempDir private Path directory;

  private final Random random = new Random(6);
  private Path path;

  @BeforeEach
  void copy() throws IOException {
    path = directory.resolve("registry.db");
    Files.write(path, golden(PROJECT + "/registry.materialized.db").read().orElseThrow().bytes());
  }

  /** Records day after day, and prints each once it is recorded. */
  static final class Recorder {
    private Recorder() {}

    public static void main(String[] args) {
      RegistryFile registry = open(StoredFile.of(args[0]), PROJECT);
      for (int day = Integer.parseInt(args[2]); true; day++) {
        MaterializationInterval interval = interval(day);
        registry.recordMaterialization(args[1], interval.start(), interval.end());
        System.out.println(day);
      }
    }
  }

  private static MaterializationInterval interval(int day) {
    Instant start = FIRST_DAY.plus(Duration.ofDays(2L * day));
    return new MaterializationInterval(start, start.plus(Duration.ofDays(1)));
  }

  @Test
  void whatAKilledProcessLeavesIsWholeAndHoldsAllThatWasRecorded() throws Exception {
    for (int round = 0; round < 6; round++) {
      recordUntilKilled(round);
    }
  }

  @Test
  void feastReadsWhatAKilledProcessLeft() throws Exception {
    recordUntilKilled(0);
    Registry registry = open(StoredFile.of(path.toString()), PROJECT).load();
    JsonNode seen =
        new ObjectMapper()
            .readTree(
                FeastPython.run("dev/larder/registry/open_registry.py", path.toString(), PROJECT));
    for (String view : VIEWS) {
      assertThat(seen.at("/views/" + view + "/state").asText()).isEqualTo("AVAILABLE_ONLINE");
      assertThat(seen.at("/views/" + view + "/intervals")).hasSameSizeAs(registry.intervals(view));
    }
  }

  private void recordUntilKilled(int round) throws Exception {
    int firstDay = 1000 * round;
    List<Process> processes = new ArrayList<>();
    try {
      for (String view : VIEWS) {
        processes.add(start(view, firstDay));
      }
      List<BufferedReader> outputs = processes.stream().map(Process::inputReader).toList();
      int seen = 1 + random.nextInt(10);
      for (BufferedReader output : outputs) {
        for (int i = 0; i < seen; i++) {
          assertThat(output.readLine()).isNotNull();
        }
      }
      // Process itself would close what it printed.
      processes.forEach(process -> process.toHandle().destroyForcibly());
      for (int i = 0; i < VIEWS.size(); i++) {
        processes.get(i).waitFor();
        assertHolds(VIEWS.get(i), firstDay, seen + (int) outputs.get(i).lines().count());
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private void assertHolds(String view, int firstDay, int recorded) throws IOException {
    List<MaterializationInterval> ofThisRound =
        open(StoredFile.of(path.toString()), PROJECT).load().intervals(view).stream()
            .filter(interval -> !interval.start().isBefore(interval(firstDay).start()))
            .toList();
    // The last one may have been recorded, and the process killed before it said so.
    assertThat(ofThisRound)
        .startsWith(
            IntStream.range(firstDay, firstDay + recorded)
                .mapToObj(RegistryCrashTest::interval)
                .toArray(MaterializationInterval[]::new))
        .hasSizeBetween(recorded, recorded + 1);
    assertThat(FeastProto.Registry.parseFrom(Files.readAllBytes(path)).getFeatureViewsList())
        .extracting(v -> v.getMeta().getState())
        .containsOnly(FeatureViewState.AVAILABLE_ONLINE);
  }

  private Process start(String view, int firstDay) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Recorder.class.getName(),
            path.toString(),
            view,
            Integer.toString(firstDay))
        .redirectError(Redirect.INHERIT)
        .start();
  }
}
