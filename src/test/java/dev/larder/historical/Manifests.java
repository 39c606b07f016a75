package dev.larder.historical;

import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.Request;
import dev.larder.historical.TrainingSetManifest.Times;
import dev.larder.historical.TrainingSource.Kind;
import java.util.List;
import java.util.Objects;

/** Manifests of training sets that no request made. */
public final class Manifests {
  private Manifests() {}

  /** A manifest whose features are the columns with a reference. */
  public static TrainingSetManifest of(
      Request request, String eventTimestamp, List<Column> columns, long rows) {
    return new TrainingSetManifest(
        TrainingSetManifest.FORMAT_VERSION,
        request,
        columns.stream().map(Column::reference).filter(Objects::nonNull).sorted().toList(),
        eventTimestamp,
        columns,
        rows,
        new Times("2021-01-01T00:00:00Z", "2021-12-31T00:00:00Z"),
        new TrainingSource("entity_df", Kind.TABLE, "loans", List.of()),
        List.of(),
        List.of(),
        "0",
        "registry-1",
        "0",
        "3.5");
  }
}
