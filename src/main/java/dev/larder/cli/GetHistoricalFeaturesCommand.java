package dev.larder.cli;

import dev.larder.asof.AsOf;
import dev.larder.historical.HistoricalFeaturesJob.Request;
import dev.larder.historical.HistoricalFeaturesJob.Result;
import java.util.LinkedHashMap;
import java.util.Map;
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

  @Option(
      names = "--as-of",
      paramLabel = "operator|sql",
      defaultValue = "operator",
      description = {
        "How to join: Larder's own operator, or plain Spark SQL;",
        "the result is the same (default: ${DEFAULT-VALUE})."
      })
  private AsOf asOf;

  @Override
  Map<String, ?> execute() {
    Result result =
        SparkJobs.getHistoricalFeatures(
            repository(),
            new Request(
                entityDf,
                wanted.featureService(),
                wanted.features(),
                fullFeatureNames,
                filterByCreatedTimestamp,
                output,
                overwrite,
                asOf));
    out().printf("%,d rows with %,d features in %s%n", result.rows(), result.features(), output);
    result
        .matched()
        .forEach(
            (view, rows) ->
                out().printf("  %s: %,d of %,d rows matched%n", view, rows, result.rows()));
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("rows", result.rows());
    counts.put("features", result.features());
    counts.put("matched", result.matched());
    return counts;
  }
}
