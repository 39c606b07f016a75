package dev.larder.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.registry.FeatureRepository;
import dev.larder.testing.FeastPython;
import dev.larder.testing.HashDump;
import dev.larder.testing.SharedRedisCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands apply and plan, where features.yaml no longer has a view: its online values. */
class RemovedFeatureViewTest {
  private static final String PROJECT = "shop";

  /** Nobody listens there. */
  private static final String NO_REDIS = "127.0.0.1:1";

  private static final String TRIPS =
      """
        - name: trips
          entities: [driver]
          schema:
            - {name: distance, dtype: Int64}
            - {name: fare, dtype: Float64}
          source: rows
      """;

  private static final String DEFINITIONS =
      """
      entities:
        - {name: driver, join_keys: [driver_id], value_type: INT64}
      data_sources:
        - {name: rows, type: file, path: rows.parquet, timestamp_field: event_timestamp}
      feature_views:
        - name: ratings
          entities: [driver]
          schema:
            - {name: stars, dtype: Int64}
          source: rows
      """;

  private static final FeatureFields RATINGS = fields("ratings", "stars");
  private static final FeatureFields TRIP_FIELDS = fields("trips", "distance", "fare");

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void empty() {
    SharedRedisCluster.flush();
  }

  private static FeatureFields fields(String view, String... features) {
    return new FeatureFields(
        view, Stream.of(features).map(name -> new Field(name, ValueType.INT64)).toList());
  }

  private int run(String... command) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Larder.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            Stream.concat(Stream.of("-c", directory.toString()), Stream.of(command))
                .toArray(String[]::new));
  }

  private void configure(String connection, int keyVersion, String... more) throws IOException {
    String config =
        """
        project: shop
        provider: local
        offline_store:
          type: file
        entity_key_serialization_version: %d
        online_store:
          type: redis
          redis_type: redis_cluster
          connection_string: "%s"
        """
            .formatted(keyVersion, connection);
    String registry = "registry: registry.db\n";
    Files.writeString(
        directory.resolve("feature_store.yaml"), config + String.join("", more) + registry);
  }

  private void define(String definitions) throws IOException {
    Files.writeString(directory.resolve("features.yaml"), definitions);
  }

  /** Both views are applied, and trips is gone from the YAML. */
  private void removeTrips() throws IOException {
    define(DEFINITIONS + TRIPS);
    assertThat(run("apply")).as(err.toString()).isZero();
    define(DEFINITIONS);
  }

  private static byte[] key(String project, int version, long driver) {
    return new EntityKeyEncoder(version, project, List.of(new Field("driver_id", ValueType.INT64)))
        .encode(new Object[] {driver});
  }

  private static void write(byte[] key, byte[]... fields) {
    byte[][] fieldsAndValues =
        Arrays.stream(fields).flatMap(f -> Stream.of(f, new byte[] {1})).toArray(byte[][]::new);
    try (RedisClient client = SharedRedisCluster.client()) {
      client.execute(List.of(RedisCommand.hset(key, fieldsAndValues)));
    }
  }

  /** Drivers 1 and 2 have ratings and trips, 3 to 9 trips alone, 10 ratings alone. */
  private static void writeDrivers(int keyVersion) {
    for (long driver = 1; driver <= 10; driver++) {
      byte[] key = key(PROJECT, keyVersion, driver);
      if (driver < 10) {
        write(key, TRIP_FIELDS.all());
      }
      if (driver < 3 || driver == 10) {
        write(key, RATINGS.all());
      }
    }
  }

  private static List<String> stored() {
    return HashDump.of(SharedRedisCluster.connectionString()).lines();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void itsValuesLeaveRedisAndNothingElseDoes(int keyVersion) throws IOException {
    configure(SharedRedisCluster.connectionString(), keyVersion);
    removeTrips();
    LongStream.of(1, 2, 10).forEach(d -> write(key(PROJECT, keyVersion, d), RATINGS.all()));
    write(key("workshop", keyVersion, 1), TRIP_FIELDS.all());
    write(("something of " + PROJECT).getBytes(UTF_8), TRIP_FIELDS.all());
    List<String> kept = stored();
    writeDrivers(keyVersion);

    Path result = directory.resolve("result.json");
    assertThat(run("apply", "--result", result.toString())).as(err.toString()).isZero();

    assertThat(stored()).isEqualTo(kept);
    assertThat(out.toString().lines())
        .containsExactly(
            "Deleted feature view trips",
            "",
            "Removing infrastructure for trips",
            "\tHashes that held its values: 9");
    assertThat(new ObjectMapper().readTree(result.toFile()).at("/counts/hashes_changed").asInt())
        .isEqualTo(9);
    assertThat(run("apply")).isZero();
    assertThat(out.toString().strip()).isEqualTo("No changes to the registry");
  }

  @Test
  void aHashWithoutAnotherViewGoesWithAllThatIsInIt() throws IOException {
    configure(SharedRedisCluster.connectionString(), 3);
    removeTrips();
    byte[] renamedFeature = fields("trips", "length").feature(0);
    byte[] noTimestamp = "_ts:".getBytes(UTF_8);
    write(key(PROJECT, 3, 1), TRIP_FIELDS.all());
    write(key(PROJECT, 3, 1), renamedFeature, noTimestamp);
    assertThat(run("apply")).as(err.toString()).isZero();
    assertThat(stored()).isEmpty();
  }

  @Test
  void whatStaysIsWhatFeastLeaves() throws IOException {
    configure(SharedRedisCluster.connectionString(), 3);
    removeTrips();
    writeDrivers(3);
    List<String> before = stored();
    FeastPython.run("dev/larder/cli/remove_feature_view.py", directory.toString(), "trips");
    List<String> feasts = stored();

    SharedRedisCluster.flush();
    Files.delete(directory.resolve("registry.db"));
    removeTrips();
    writeDrivers(3);
    assertThat(stored()).isEqualTo(before);
    assertThat(run("apply")).as(err.toString()).isZero();
    assertThat(stored()).isEqualTo(feasts).hasSize(3);
  }

  @Test
  void aPlanTellsItAndLooksIntoNoRedis() throws IOException {
    configure(NO_REDIS, 3);
    removeTrips();
    assertThat(run("plan")).as(err.toString()).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "Deleted feature view trips",
            "",
            "Would remove the online values of trips",
            "This is a plan: nothing was written.");
  }

  @Test
  void withoutFullScanForDeletionTheyStay() throws IOException {
    configure(SharedRedisCluster.connectionString(), 3, "  full_scan_for_deletion: false\n");
    removeTrips();
    writeDrivers(3);
    List<String> before = stored();
    String stay = "Online values of trips stay: online_store.full_scan_for_deletion is false";
    assertThat(run("plan")).isZero();
    assertThat(out.toString()).contains(stay).doesNotContain("Would remove");
    assertThat(run("apply")).isZero();
    assertThat(out.toString())
        .contains("Removing infrastructure for trips", stay)
        .doesNotContain("Hashes");
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void whereRedisFailsTheRegistryStaysAndApplyCanBeRepeated() throws IOException {
    configure(NO_REDIS, 3);
    removeTrips();
    writeDrivers(3);
    byte[] registry = Files.readAllBytes(directory.resolve("registry.db"));
    assertThat(run("apply")).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .contains("Redis 127.0.0.1:1: Nobody listens there");
    assertThat(err.toString()).contains("registry: It stays as it was");
    assertThat(out.toString()).isEmpty();
    assertThat(directory.resolve("registry.db")).hasBinaryContent(registry);

    configure(SharedRedisCluster.connectionString(), 3);
    assertThat(run("apply")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("Hashes that held its values: 9");
    assertThat(stored()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"false, 0", "true, 1"})
  void aViewThatWasNeverOnlineNeedsNoRedis(boolean materialized, int exitCode) throws IOException {
    configure(NO_REDIS, 3);
    define(DEFINITIONS + TRIPS + "    online: false\n");
    assertThat(run("apply")).as(err.toString()).isZero();
    if (materialized) {
      FeatureRepository.open(directory.toString(), null)
          .registry()
          .recordMaterialization("trips", Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
    }
    define(DEFINITIONS);
    assertThat(run("apply")).isEqualTo(exitCode);
  }

  @Test
  void aVersionedViewLeavesUnderItsVersionedName() throws IOException {
    configure(SharedRedisCluster.connectionString(), 3);
    Path config = directory.resolve("feature_store.yaml");
    Files.writeString(
        config,
        Files.readString(config)
            .replace(
                "registry: registry.db",
                "registry: {path: registry.db, enable_online_feature_view_versioning: true}"));
    define(DEFINITIONS + TRIPS.replace("fare", "price"));
    assertThat(run("apply")).as(err.toString()).isZero();
    removeTrips();
    write(key(PROJECT, 3, 1), RATINGS.all());
    List<String> kept = stored();
    write(key(PROJECT, 3, 1), fields("trips_v1", "distance", "fare").all());
    assertThat(run("apply")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("Hashes that held its values: 1");
    assertThat(stored()).isEqualTo(kept);
  }

  @Test
  void wrongDefinitionsRemoveNothing() throws IOException {
    configure(SharedRedisCluster.connectionString(), 3);
    removeTrips();
    writeDrivers(3);
    List<String> before = stored();
    define(DEFINITIONS.replace("dtype: Int64", "dtype: Int65"));
    assertThat(run("apply")).isEqualTo(1);
    assertThat(err.toString()).contains("Int65");
    assertThat(stored()).isEqualTo(before);
  }
}
