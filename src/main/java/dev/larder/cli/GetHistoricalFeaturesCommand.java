package dev.larder.cli;

import dev.larder.JsonRecord;
import dev.larder.asof.AsOf;
import dev.larder.historical.DryRun;
import dev.larder.historical.HistoricalFeaturesJob.Request;
import dev.larder.historical.RecreateTrainingSetJob;
import dev.larder.historical.TrainingSetManifest;
import dev.larder.historical.TrainingSetManifest.View;
import dev.larder.report.JoinExplanation;
import dev.larder.report.JoinPage;
import dev.larder.storage.StoredFile;
import java.util.LinkedHashMap;
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
  @ArgGroup(multiplicity = "1")
  private Source source;

  /** A training set is made new, or again. */
  private static final class Source {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private TrainingSetArguments arguments;

    @Option(
        names = "--recreate",
        required = true,
        paramLabel = "FILE",
        description =
            "Make the training set of this _training_set.json again, and compare the contents.")
    private String manifest;
  }

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the training set goes; a dry run needs none.")
  private String output;

  @Option(names = "--overwrite", description = "Replace what is in the output directory.")
  private boolean overwrite;

  @Option(
      names = "--dry-run",
      description = "Print what would be read and found, and write nothing.")
  private boolean dryRun;

  @Option(
      names = "--as-of",
      paramLabel = "operator|sql",
      defaultValue = "operator",
      description = {
        "How to join: Larder's own operator, or plain Spark SQL;",
        "the result is the same (default: ${DEFAULT-VALUE})."
      })
  private AsOf asOf;

  @Option(
      names = "--explain",
      paramLabel = "FILE.html",
      description =
          "Also write a page that shows for ten rows how the join decided: each feature row with"
              + " their keys, and why it was chosen or refused.")
  private String explanation;

  @Override
  void checkUsage() {
    if (dryRun && source.manifest != null) {
      throw wrongUsage("--dry-run says what a new training set takes; it cannot be --recreate too");
    } else if (dryRun && overwrite) {
      throw wrongUsage("--dry-run writes nothing, so there is nothing to --overwrite");
    } else if (dryRun && explanation != null) {
      throw wrongUsage("--dry-run makes no training set that --explain could show");
    } else if (!dryRun && output == null) {
      throw wrongUsage("Missing required option: '--output=DIR'");
    }
  }

  @Override
  Map<String, ?> execute() {
    if (explanation != null) {
      StoredFile.of(explanation).requireWritable();
    }
    if (source.manifest != null) {
      return recreate();
    }
    return dryRun ? dryRun(request(source.arguments)) : make(request(source.arguments));
  }

  private Request request(TrainingSetArguments arguments) {
    return new Request(
        arguments.entityDf(),
        arguments.wanted().featureService(),
        arguments.wanted().features(),
        arguments.fullFeatureNames(),
        arguments.filterByCreatedTimestamp(),
        arguments.partitionBy(),
        output,
        overwrite,
        asOf);
  }

  private Map<String, Object> dryRun(Request request) {
    DryRun result = SparkJobs.dryRun(repository(), request);
    new DryRunReport(out()).print(result);
    return JsonRecord.asMap(result);
  }

  private Map<String, Object> make(Request request) {
    TrainingSetManifest written = SparkJobs.getHistoricalFeatures(repository(), request);
    print(written);
    explain(written);
    return counts(written);
  }

  private Map<String, Object> recreate() {
    RecreateTrainingSetJob.Result result =
        SparkJobs.recreateTrainingSet(
            repository(),
            new RecreateTrainingSetJob.Request(source.manifest, output, overwrite, asOf));
    print(result.written());
    out().printf("The content is %s.%n", result.same() ? "the same" : "not the same");
    result.reasons().forEach(reason -> out().printf("  %s%n", reason));
    explain(result.written());
    Map<String, Object> counts = counts(result.written());
    counts.put("same_content", result.same());
    return counts;
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

  private void explain(TrainingSetManifest written) {
    if (explanation != null) {
      JoinExplanation explained = SparkJobs.explainJoin(repository(), written, output);
      StoredFile.of(explanation).write(new JoinPage(explained).toHtml());
      out().printf("%d rows explained in %s%n", explained.entityRows().size(), explanation);
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
