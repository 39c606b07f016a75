package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.storage.StoredFile;
import dev.larder.training.Metrics;
import dev.larder.training.ModelConfig;
import dev.larder.training.ModelConfigYaml;
import dev.larder.training.TrainJob.Request;
import dev.larder.training.TrainJob.Result;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code larder train}. */
@Command(
    name = "train",
    description = "Train a decision tree on a training set, and save it as a portable model.")
final class TrainCommand extends LarderCommand {
  @Parameters(
      paramLabel = "MODEL.yaml",
      description = "Label, algorithm, split and threshold of the model.")
  private String modelYaml;

  @Option(
      names = "--training-set",
      required = true,
      paramLabel = "DIR",
      description = "What get-historical-features wrote.")
  private String trainingSet;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The model directory to be.")
  private String output;

  @Option(names = "--overwrite", description = "Replace what is in the output directory.")
  private boolean overwrite;

  @Override
  Map<String, ?> execute() {
    ModelConfig config =
        StoredFile.of(modelYaml)
            .read()
            .map(
                c ->
                    ModelConfigYaml.parse(modelYaml, new String(c.bytes(), StandardCharsets.UTF_8)))
            .orElseThrow(() -> new UserException(modelYaml, "There is no such file."));
    Result result = SparkJobs.train(new Request(config, trainingSet, output, overwrite));
    print(config, result);
    Map<String, Object> counts = new LinkedHashMap<>();
    result.metrics().forEach((split, metrics) -> counts.put(split + "_rows", metrics.rows()));
    counts.put("inputs", result.inputs().size());
    counts.put("leaves", result.leaves());
    counts.put("threshold", result.threshold());
    result.metrics().forEach((split, metrics) -> counts.put(split + "_auc", metrics.auc()));
    return counts;
  }

  private void print(ModelConfig config, Result result) {
    out()
        .printf(
            "%s: a tree with %d leaves over %d inputs; rejects from a probability of %s on%n",
            config.name(), result.leaves(), result.inputs().size(), number(result.threshold()));
    out().printf("  left out: %s%n", String.join(", ", result.dropped()));
    out()
        .printf(
            "  %-10s %10s %10s %8s %8s %8s %9s %8s%n",
            "split", "rows", "positives", "auc", "avg prec", "accuracy", "precision", "recall");
    result.metrics().forEach(this::print);
    out().printf("The model is in %s%n", output);
  }

  private void print(String split, Metrics metrics) {
    out()
        .printf(
            "  %-10s %,10d %,10d %8s %8s %8s %9s %8s%n",
            split,
            metrics.rows(),
            metrics.positives(),
            number(metrics.auc()),
            number(metrics.averagePrecision()),
            number(metrics.accuracy()),
            number(metrics.precision()),
            number(metrics.recall()));
  }

  private static String number(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }
}
