package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.testing.HashDump;
import dev.larder.testing.HistoryRepository;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import dev.larder.testing.StoredHash;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** The command verify, and materialize with --dry-run. */
class VerifyCommandTest {
  private static final String START = "2021-01-01T00:00:00";
  private static final String END = "2021-12-31T00:00:00";
  private static final String SECRET = "19790429_9552";

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void prepare() {
    SharedSpark.session();
    SharedRedisCluster.flush();
  }

  private int run(Path repository, String... command) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Larder.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("-c", repository.toString()), Stream.of(command))
                .toArray(String[]::new));
  }

  private int run(String... command) {
    return run(directory, command);
  }

  /** A project with two people in its online store, one of them with a secret for a name. */
  private static HistoryRepository fill(Path repository, String project) throws IOException {
    return new HistoryRepository(repository)
        .configure(project, "registry.db")
        .define(true, "history")
        .write(
            "history",
            "('%s', '2021-02-01', '2021-02-02', 1L, 'x')".formatted(SECRET),
            "('bob', '2021-02-01', '2021-02-02', 2L, 'x')");
  }

  private void materialized(Path repository, String project) throws IOException {
    fill(repository, project).apply();
    assertThat(run(repository, "materialize", START, END)).as(err.toString()).isZero();
  }

  private JsonNode counts() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("result.json").toFile()).get("counts");
  }

  private static List<String> stored() {
    return HashDump.of(SharedRedisCluster.connectionString()).lines();
  }

  @Test
  void failsUntilWhatIsWrongIsRepaired() throws IOException {
    materialized(directory, "shop");
    String result = directory.resolve("result.json").toString();
    assertThat(run("verify", "--result", result)).as(err.toString()).isZero();
    assertThat(counts().get("match").asInt()).isEqualTo(2);

    StoredHash.of("shop", SECRET).delete();
    assertThat(run("verify", "--result", result)).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "Error: feature view history: Of 2 entities 1 are stale, mismatched or missing;"
                + " verify --repair writes them.\n");
    assertThat(counts().get("missing").asInt()).isEqualTo(1);

    assertThat(run("verify", "--repair", "--result", result)).as(err.toString()).isZero();
    assertThat(counts().get("repaired").asInt()).isEqualTo(1);
    assertThat(run("verify", "--result", result)).as(err.toString()).isZero();
    assertThat(counts().get("feature_views").get("history").get("match").asInt()).isEqualTo(2);
  }

  @Test
  void showsASensitiveKeyNowhere() throws IOException {
    materialized(directory, "shop");
    StoredHash.of("shop", SECRET).delete();
    Path result = directory.resolve("result.json");
    Path page = directory.resolve("page.html");
    assertThat(run("verify", "--result", result.toString(), "--html", page.toString()))
        .isEqualTo(1);
    assertThat(out.toString()).contains("missing", "key #1: slot ").doesNotContain(SECRET);
    assertThat(err.toString()).doesNotContain(SECRET);
    assertThat(Files.readString(page)).contains("key #1").doesNotContain(SECRET);
    assertThat(Files.readString(result)).doesNotContain(SECRET);
    JsonNode example = counts().get("feature_views").get("history").get("examples").get(0);
    assertThat(example.get("key").asText()).isEqualTo("key #1");
    assertThat(example.get("verdict").asText()).isEqualTo("missing");
    assertThat(SharedRedisCluster.connectionString()).contains(example.get("master").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1.5", "-1", "NaN", "half"})
  void refusesASampleThatIsNone(String sample) throws IOException {
    fill(directory, "shop").apply();
    assertThat(run("verify", "--sample", sample)).isEqualTo(2);
  }

  @Test
  void aProjectWhoseNameEndsAlikeIsNeverTouched() throws IOException {
    Path prod = Files.createDirectory(directory.resolve("prod"));
    Path nonprod = Files.createDirectory(directory.resolve("nonprod"));
    materialized(nonprod, "nonprod");
    List<String> others = stored();
    materialized(prod, "prod");
    StoredHash.of("prod", "zoe").setTime("history", Instant.parse("2021-03-01T00:00:00Z"));

    assertThat(run(prod, "verify", "--repair", "--delete-extra")).as(err.toString()).isZero();
    assertThat(out.toString()).containsPattern("deleted +1");
    assertThat(stored()).hasSize(4).containsAll(others);

    new HistoryRepository(prod)
        .define(true, "visits")
        .write("visits", "('bob', '2021-02-01', '2021-02-02', 2L, 'x')");
    assertThat(run(prod, "apply")).as(err.toString()).isZero();
    assertThat(stored()).isEqualTo(others);

    assertThat(run(prod, "materialize", START, END)).as(err.toString()).isZero();
    assertThat(stored()).hasSize(3);
    assertThat(run(prod, "teardown", "--yes")).as(err.toString()).isZero();
    assertThat(stored()).isEqualTo(others);
    assertThat(run(nonprod, "verify")).as(err.toString()).isZero();
    assertThat(out.toString()).containsPattern("match +2");
  }

  @Test
  void aDryRunSaysWhatItWouldWriteAndWhereItWouldNotFit() throws IOException {
    fill(directory, "shop").apply();
    Path result = directory.resolve("result.json");
    String[] dryRun = {"materialize", START, END, "--dry-run", "--result", result.toString()};
    assertThat(run(dryRun)).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("2 rows of 2 entities", "2 new, 0 newer", "no limit", "nothing was written");
    assertThat(counts().get("masters")).hasSize(3);
    assertThat(counts().get("masters").get(0).get("free_bytes").isNull()).isTrue();
    assertThat(counts().get("feature_views").get(0).get("new_entities").asInt()).isEqualTo(2);

    setMaxMemory("1000");
    try {
      assertThat(run(dryRun)).isEqualTo(1);
      assertThat(err.toString()).contains("It would not hold it");
      assertThat(counts().get("masters")).anyMatch(master -> !master.get("fits").asBoolean());
    } finally {
      setMaxMemory("0");
    }
    assertThat(stored()).isEmpty();
    assertThat(run("materialize-incremental", END, "--dry-run")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("nothing was written");
  }

  private static void setMaxMemory(String bytes) {
    for (String master : SharedRedisCluster.connectionString().split(",", -1)) {
      try (Jedis jedis = new Jedis(HostAndPort.from(master))) {
        jedis.configSet("maxmemory", bytes);
      }
    }
  }
}
