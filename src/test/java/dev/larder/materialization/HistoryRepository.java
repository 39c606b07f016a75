package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.registry.FeatureRepository;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A feature repository with one view, {@code history}, whose one feature is the INT64 {@code
 * pulls}, and the rows of its source.
 */
record HistoryRepository(Path directory) {
  /** Replaces the source: {@code ('person', 'event time', 'created time', pulls)}. */
  void write(String... rows) {
    SharedSpark.session()
        .sql(
            "SELECT person, CAST(event AS TIMESTAMP) event, CAST(created AS TIMESTAMP) created,"
                + " pulls FROM VALUES "
                + String.join(",", rows)
                + " AS t(person, event, created, pulls)")
        .write()
        .mode("overwrite")
        .parquet(directory.resolve("history.parquet").toString());
  }

  /** Replaces some of the definitions' text. */
  void define(String target, String replacement) {
    write("features.yaml", definitions().replace(target, replacement));
  }

  /**
   * Applies the definitions.
   *
   * @param onlineStoreLines more of that block
   */
  FeatureRepository open(String onlineStoreLines) {
    return open("registry.db", onlineStoreLines);
  }

  /**
   * Applies the definitions.
   *
   * @param registry what the configuration says of it
   */
  FeatureRepository open(String registry, String onlineStoreLines) {
    write(
        "feature_store.yaml",
        "project: test\nregistry: "
            + registry
            + "\nprovider: local\nonline_store:\n  type: redis\n"
            + "  redis_type: redis_cluster\n  connection_string: \""
            + SharedRedisCluster.connectionString()
            + "\"\n"
            + onlineStoreLines
            + "offline_store:\n  type: file\nentity_key_serialization_version: 3\n");
    if (!Files.exists(directory.resolve("features.yaml"))) {
      write("features.yaml", definitions());
    }
    FeatureRepository repository = FeatureRepository.open(directory.toString(), null);
    repository.registry().apply(repository.definitions().orElseThrow());
    return repository;
  }

  /** Runs the job on the one view. */
  static ViewResult run(FeatureRepository repository, Request request) {
    List<ViewResult> results =
        new MaterializeJob(
                SharedSpark.session(), repository.config(), repository.registry(), request)
            .run(Silent.PROGRESS);
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private void write(String file, String text) {
    try {
      Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String definitions() {
    return "entities:\n  - {name: person, join_keys: [person], value_type: STRING}\n"
        + "data_sources:\n  - {name: history_source, type: file, path: history.parquet,"
        + " timestamp_field: event, created_timestamp_column: created}\n"
        + "feature_views:\n  - name: history\n    entities: [person]\n    ttl: 90d\n"
        + "    schema:\n      - {name: pulls, dtype: Int64}\n    source: history_source\n";
  }
}
