package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.SharedSpark;
import dev.larder.testing.SmallDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that take no training set, or not all of it. */
class BadOutputTest {
  private static final long PLENTY = 1 << 30;

  private final SparkSession spark = SharedSpark.session();
  private final StringWriter err = new StringWriter();

  @TempDir private Path repository;
  @TempDir private Path disk;

  @BeforeEach
  void apply() throws IOException {
    Files.writeString(
        repository.resolve("feature_store.yaml"),
        """
        project: p
        provider: local
        registry: registry.db
        online_store: {type: redis, connection_string: "localhost:6379"}
        """);
    Files.writeString(
        repository.resolve("features.yaml"),
        """
        entities:
          - {name: person, join_keys: [person], value_type: STRING}
        data_sources:
          - name: reports
            type: spark
            query: SELECT 'p' || id AS person, TIMESTAMP'2021-01-01' AS t, id AS pulls FROM range(999)
            timestamp_field: t
        feature_views:
          - {name: history, entities: [person], source: reports, schema: [{name: pulls, dtype: Int64}]}
        """);
    assertThat(larder("apply")).isZero();
  }

  @Test
  void aFullDiskIsOneLineAndHoldsNothingOfTheTrainingSet() throws IOException {
    SmallDisk.mount(spark, 0);
    assertThat(historical()).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("Error: --output: No space left on device");
    assertThat(contents(disk)).isEmpty();
  }

  @Test
  void aDiskThatIsFullBeforeTheManifestIsWrittenHoldsNothingEither() throws IOException {
    SmallDisk.mount(spark, PLENTY);
    assertThat(historical()).as(err.toString()).isZero();
    long needed = PLENTY - SmallDisk.room();
    Map<String, String> before = contents(disk);
    assertThat(before).containsKey("out/_training_set.json");

    SmallDisk.mount(spark, needed - 100);
    assertThat(historical("--overwrite")).isEqualTo(1);
    assertThat(err.toString()).contains("No space left on device").hasLineCount(1);
    assertThat(contents(disk)).containsExactlyEntriesOf(before);

    SmallDisk.mount(spark, needed);
    assertThat(historical("--overwrite")).as(err.toString()).isZero();
  }

  @Test
  void aPlaceWhereNothingCanBeMadeIsSaidBeforeTheWork() {
    // Of all users, on Linux; where there is no /proc, not even that can be made.
    assertThat(larder(arguments("/proc/larder/out"))).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("Error: --output: Cannot write to '/proc/larder/out': ")
        .hasLineCount(1);
  }

  private int historical(String... more) {
    return larder(
        Stream.concat(Stream.of(arguments("small://" + disk.resolve("out"))), Stream.of(more))
            .toArray(String[]::new));
  }

  private static String[] arguments(String output) {
    return new String[] {
      "get-historical-features",
      "--features=history",
      "--entity-df=SELECT 'p' || id AS person, TIMESTAMP'2021-01-02' event_timestamp FROM range(999)",
      "--output=" + output
    };
  }

  /** All files beneath a directory, and folders as empty ones. */
  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory).skip(1)) {
      for (Path path : paths.toList()) {
        contents.put(
            directory.relativize(path).toString(),
            Files.isDirectory(path) ? "" : HexFormat.of().formatHex(Files.readAllBytes(path)));
      }
    }
    return contents;
  }

  private int larder(String... args) {
    return Larder.commandLine()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("-c", repository.toString()), Stream.of(args))
                .toArray(String[]::new));
  }
}
