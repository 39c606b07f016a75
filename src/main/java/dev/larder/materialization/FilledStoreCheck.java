package dev.larder.materialization;

import dev.larder.UserException;
import dev.larder.feature.FeatureView;
import dev.larder.offline.FeatureTable;
import dev.larder.offline.OfflineStore;
import dev.larder.offline.TimeRange;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.registry.MaterializationInterval;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Whether an incremental run goes on in the online store that holds the runs before: into another
 * one it would bring the newest changes and nothing else, and no later run would bring the rest.
 */
record FilledStoreCheck(OfflineStore store, OnlineView online) {
  private static final int SAMPLE = 1000;

  /**
   * Looks for some of the entities that were loaded before the run's window.
   *
   * @param loaded what the registry has recorded; not empty
   * @throws UserException where there are such entities in the source, and none of those looked for
   *     is in the store
   */
  void require(MaterializationWindow window, List<MaterializationInterval> loaded) {
    MaterializationInterval last =
        loaded.stream().max(Comparator.comparing(MaterializationInterval::end)).orElseThrow();
    // The run itself brings what is in its window.
    Instant end = window.start().minus(1, ChronoUnit.MICROS);
    if (last.start().isAfter(end)) {
      return;
    }
    FeatureView view = window.view();
    FeatureTable table =
        FeatureTable.read(store, view, List.of(), new TimeRange(last.start(), end));
    Dataset<Row> entities =
        table
            .rows()
            .where(NewestRows.hasKey(table))
            .select(NewestRows.keyColumns(table).toArray(Column[]::new));
    List<Row> first = entities.limit(SAMPLE).collectAsList();
    if (first.isEmpty() || holdsAny(first)) {
      return;
    }
    // The first rows are cheap to read, but may all have come after the last run.
    List<Row> any = entities.distinct().orderBy(functions.rand()).limit(SAMPLE).collectAsList();
    if (!holdsAny(any)) {
      throw new UserException(
          "feature view " + view.name(),
          "Redis holds nothing of it, though the registry says that it was loaded up to "
              + last.end()
              + ": has the online store changed? This fills it: larder materialize "
              + loaded.stream()
                  .map(MaterializationInterval::start)
                  .min(Comparator.naturalOrder())
                  .orElseThrow()
              + " "
              + window.end()
              + " -v "
              + view.name());
    }
  }

  private boolean holdsAny(List<Row> entities) {
    List<RedisCommand> commands =
        entities.stream()
            .map(row -> online.keys().encode(NewestRows.values(row)))
            .map(key -> RedisCommand.hmget(key, online.fields().timestamp()))
            .toList();
    try (RedisClient client = online.client()) {
      return client.execute(commands).stream()
          .anyMatch(reply -> ((List<?>) reply).stream().anyMatch(Objects::nonNull));
    }
  }
}
