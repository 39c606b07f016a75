package dev.larder.cli;

import dev.larder.historical.HistoricalFeaturesJob.Request;
import dev.larder.historical.TrainingSetManifest;
import dev.larder.historical.TrainingSetManifest.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code larder get-historical-features}. */
@Command(
    name = "get-historical-features",
    description = "Build a training set: entity rows with features as of each row's time.")
final class GetHistoricalFeaturesCommand extends LarderCommand {
  @Option(
      names = "--entity-df",
      required = true,
      paramLabel = "FILE|TABLE|SQL",
      description = "The entity rows: Parquet, CSV with a header, a Spark table, or SQL.")
  private String entityDf;

  @ArgGroup(multiplicity = "1")
  private WantedFeatures wanted;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Where the training set goes.")
  private String output;

  @Option(
      names = "--full-feature-names",
      description = "Name the features VIEW__FEATURE instead of FEATURE.")
  private boolean fullFeatureNames;

  @Option(
      names = "--filter-by-created-timestamp",
      description = "Use a feature row only from its created time on.")
  private boolean filterByCreatedTimestamp;

  @Option(names = "--overwrite", description = "Replace what is in the output directory.")
  private boolean overwrite;

  @Override
  Map<String, ?> execute() {
    TrainingSetManifest written =
        SparkJobs.getHistoricalFeatures(
            repository(),
            new Request(
                entityDf,
                wanted.featureService(),
                wanted.features(),
                fullFeatureNames,
                filterByCreatedTimestamp,
                List.of(),
                output,
                overwrite));
    print(written);
    return counts(written);
  }

  private void print(TrainingSetManifest written) {
    out()
        .printf(
            "%,d rows with %,d features in %s%n",
            written.rows(), written.features().size(), output);
    for (View view : written.featureViews()) {
      out()
          .printf(
              "  %s: %,d of %,d rows matched, %,d expired, %,d missing%n",
              view.name(), view.matched(), written.rows(), view.expired(), view.missing());
    }
  }

  private static Map<String, Object> counts(TrainingSetManifest written) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("rows", written.rows());
    counts.put("features", written.features().size());
    counts.put("matched", byView(written, View::matched));
    counts.put("expired", byView(written, View::expired));
    counts.put("missing", byView(written, View::missing));
    counts.put("content_hash", written.contentHash());
    return counts;
  }

  private static Map<String, Long> byView(TrainingSetManifest written, ToLongFunction<View> count) {
    Map<String, Long> counts = new LinkedHashMap<>();
    written.featureViews().forEach(view -> counts.put(view.name(), count.applyAsLong(view)));
    return counts;
  }
}
