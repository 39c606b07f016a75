package dev.larder.materialization;

import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.EventTimestamp;
import dev.larder.online.FeatureFields;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.online.RedisTarget;
import dev.larder.online.ValueCodec;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.MaterializationInterval;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A feature repository whose rows, three versions of each entity's, follow from a formula, so that
 * every value in the store can be checked. Of every fourth entity there is a version before.
 *
 * @param rows the entities
 */
record KnownRows(Path directory, String connectionString, int rows) {
  /** The entities that a test of a fault loads. */
  static final int ROWS = Integer.getInteger("larder.faults.rows", 20_000);

  /** Of each master: so few that a load takes eight seconds, in which something can happen. */
  static final String RATE = "max_rows_per_second: " + Math.min(ROWS / 8, 60_000);

  /** The version that only some entities have. */
  static final int EARLIEST = 0;

  /** The version that the store must hold in the end. */
  static final int LATEST = 3;

  private static final int ENTITIES_WITH_EARLIEST = 4;
  private static final String VIEW = "history";
  private static final long FIRST_TIME = 1_600_000_000;
  private static final long DAY = 86_400;
  private static final int AT_ONCE = 10_000;

  private static final FeatureFields FIELDS =
      new FeatureFields(
          VIEW, List.of(new Field("pulls", ValueType.INT64), new Field("grade", ValueType.STRING)));

  private static final EntityKeyEncoder KEYS =
      new EntityKeyEncoder(3, "faults", List.of(new Field("person", ValueType.INT64)));

  /** What a check found: entities without a hash, and those with another than the latest. */
  record Found(long missing, long stale) {
    static final Found NOTHING = new Found(0, 0);
  }

  /**
   * Writes the repository's files.
   *
   * @param settings lines of the block {@code larder}
   */
  FeatureRepository repository(String... settings) {
    try {
      Files.writeString(
          directory.resolve("feature_store.yaml"),
          "project: faults\nregistry: registry.db\nprovider: local\nonline_store:\n  type: redis\n"
              + "  redis_type: redis_cluster\n  connection_string: \""
              + connectionString
              + "\"\nentity_key_serialization_version: 3\nlarder: {"
              + String.join(", ", settings)
              + "}\n");
      Files.writeString(directory.resolve("features.yaml"), yaml());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    FeatureRepository repository = FeatureRepository.open(directory.toString(), null);
    repository.registry().apply(repository.definitions().orElseThrow());
    return repository;
  }

  private String yaml() {
    return """
    entities:
      - {name: person, join_keys: [person], value_type: INT64}
    data_sources:
      - name: reports
        type: spark
        query: >-
          SELECT id AS person, id * 10 + version AS pulls, concat('v', version, '-', id) AS grade,
          timestamp_seconds(%d + version * %d) AS event_timestamp
          FROM range(0, %d, 1, 4) CROSS JOIN (VALUES (0), (1), (2), (3)) AS v(version)
          WHERE version > 0 OR id %% %d = 0
        timestamp_field: event_timestamp
    feature_views:
      - name: history
        entities: [person]
        schema: [{name: pulls, dtype: Int64}, {name: grade, dtype: String}]
        source: reports
    """
        .formatted(FIRST_TIME, DAY, rows, ENTITIES_WITH_EARLIEST);
  }

  /** When a version was true. */
  static Instant time(int version) {
    return Instant.ofEpochSecond(FIRST_TIME + version * DAY);
  }

  /** Loads some versions, of which the newest counts. */
  ViewResult load(FeatureRepository repository, int first, int last) {
    return new MaterializeJob(
            SharedSpark.session(),
            repository.config(),
            repository.registry(),
            new Request(List.of(), time(first), time(last), false))
        .run(Silent.PROGRESS)
        .get(0);
  }

  /** Loads the version that only some entities have, so that a later load meets keys of both. */
  void loadEarliest() {
    load(repository(), EARLIEST, EARLIEST);
  }

  /** How many keys there are after {@link #loadEarliest} and a share of what is new then. */
  int keysAfter(double share) {
    int earliest = (rows + ENTITIES_WITH_EARLIEST - 1) / ENTITIES_WITH_EARLIEST;
    return (int) (earliest + share * (rows - earliest));
  }

  /** What the registry says was loaded. */
  static List<MaterializationInterval> intervals(FeatureRepository repository) {
    return repository.registry().load().intervals(VIEW);
  }

  /** Looks at every entity's hash: it must hold the latest version, and nothing else. */
  Found check(FeatureRepository repository) {
    long missing = 0;
    long stale = 0;
    try (RedisClient client =
        new RedisClient(
            RedisTarget.of(repository.config().onlineStore(), repository.config().settings()),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            1000)) {
      for (int from = 0; from < rows; from += AT_ONCE) {
        int start = from;
        List<Object> hashes =
            client.execute(
                IntStream.range(from, Math.min(rows, from + AT_ONCE))
                    .mapToObj(id -> RedisCommand.hgetall(key(id)))
                    .toList());
        for (int i = 0; i < hashes.size(); i++) {
          Map<ByteBuffer, ByteBuffer> hash = hash((List<?>) hashes.get(i));
          missing += hash.isEmpty() ? 1 : 0;
          stale += !hash.isEmpty() && !hash.equals(latest(start + i)) ? 1 : 0;
        }
      }
    }
    return new Found(missing, stale);
  }

  private static byte[] key(long id) {
    return KEYS.encode(new Object[] {id});
  }

  private static Map<ByteBuffer, ByteBuffer> hash(List<?> fieldsAndValues) {
    Map<ByteBuffer, ByteBuffer> hash = new HashMap<>();
    for (int i = 0; i < fieldsAndValues.size(); i += 2) {
      hash.put(
          ByteBuffer.wrap((byte[]) fieldsAndValues.get(i)),
          ByteBuffer.wrap((byte[]) fieldsAndValues.get(i + 1)));
    }
    return hash;
  }

  private static Map<ByteBuffer, ByteBuffer> latest(long id) {
    long micros = (FIRST_TIME + LATEST * DAY) * 1_000_000;
    return Map.of(
        ByteBuffer.wrap(FIELDS.timestamp()), ByteBuffer.wrap(EventTimestamp.encode(micros)),
        ByteBuffer.wrap(FIELDS.feature(0)),
            ByteBuffer.wrap(ValueCodec.of(ValueType.INT64).encode(id * 10 + LATEST)),
        ByteBuffer.wrap(FIELDS.feature(1)),
            ByteBuffer.wrap(ValueCodec.of(ValueType.STRING).encode("v" + LATEST + "-" + id)));
  }
}
