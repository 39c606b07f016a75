package dev.larder.testing;

import dev.larder.registry.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A feature repository with views over tables {@code history.parquet} and {@code visits.parquet}:
 * {@code history} and {@code visits} share the entity {@code person}, which is sensitive where that
 * is asked for, and {@code totals} has none.
 */
public final class HistoryRepository {
  private final Path directory;

  public HistoryRepository(Path directory) {
    this.directory = directory;
  }

  /** Writes {@code feature_store.yaml}, with more lines of its block {@code online_store}. */
  public HistoryRepository configure(String project, String registry, String... onlineStore)
      throws IOException {
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: %s
        registry: %s
        provider: local
        offline_store:
          type: file
        entity_key_serialization_version: 3
        online_store:
          type: redis
          redis_type: redis_cluster
          connection_string: "%s"
        """
                .formatted(project, registry, SharedRedisCluster.connectionString())
            + Stream.of(onlineStore).map(line -> "  " + line + "\n").collect(Collectors.joining()));
    return this;
  }

  /** Writes the definitions of some of the views. */
  public HistoryRepository define(boolean sensitive, String... views) throws IOException {
    String head =
        """
        entities:
          - {name: person, join_keys: [person], value_type: STRING, tags: {sensitive: "%s"}}
        data_sources:
          - {name: history_source, type: file, path: history.parquet, timestamp_field: event, created_timestamp_column: created}
          - {name: visits_source, type: file, path: visits.parquet, timestamp_field: event, created_timestamp_column: created}
        feature_views:
        """
            .formatted(sensitive);
    Files.writeString(
        directory.resolve("features.yaml"),
        head + Stream.of(views).map(HistoryRepository::view).collect(Collectors.joining()));
    return this;
  }

  private static String view(String name) {
    return """
      - name: %s
        entities: [%s]
        schema:
          - {name: pulls, dtype: Int64}
          - {name: note, dtype: String}
        source: %s
    """
        .formatted(
            name,
            name.equals("totals") ? "" : "person",
            name.equals("visits") ? "visits_source" : "history_source");
  }

  /**
   * Rows {@code ('ann', '2021-02-01', '2021-02-02', 2L, 'x')}: person, event, created, features.
   */
  public HistoryRepository write(String table, String... rows) {
    SharedSpark.session()
        .sql(
            "SELECT person, CAST(event AS TIMESTAMP) event, CAST(created AS TIMESTAMP) created,"
                + " pulls, note FROM VALUES "
                + String.join(",", rows)
                + " AS t(person, event, created, pulls, note)")
        .write()
        .mode("overwrite")
        .parquet(directory.resolve(table + ".parquet").toString());
    return this;
  }

  /** The repository, applied. */
  public FeatureRepository apply() {
    FeatureRepository repository = FeatureRepository.open(directory.toString(), null);
    repository.registry().apply(repository.definitions().orElseThrow());
    return repository;
  }
}
