package dev.larder.cli;

import dev.larder.UserException;
import dev.larder.storage.StoredFile;
import dev.larder.training.TrainJob.Request;
import dev.larder.training.TrainJob.Result;
import dev.larder.training.TrainJob.TrainedCandidate;
import dev.larder.training.config.ModelConfig;
import dev.larder.training.config.ModelConfigYaml;
import dev.larder.training.evaluation.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code larder train}. */
@Command(
    name = "train",
    description =
        "Train a classifier on a training set, and publish it as a portable model if it passes its"
            + " gates.")
final class TrainCommand extends LarderCommand {
  @Parameters(
      paramLabel = "MODEL.yaml",
      description = "Label, inputs, algorithm, split, threshold and gates of the model.")
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
    return counts(result);
  }

  private static Map<String, Object> counts(Result result) {
    Map<String, Object> counts = new LinkedHashMap<>();
    result.metrics().forEach((part, metrics) -> counts.put(part + "_rows", metrics.rows()));
    counts.put("immature_rows", result.immature());
    counts.put("gap_rows", result.between());
    counts.put("inputs", result.inputs().size());
    counts.put("constant_columns", result.constant().size());
    counts.put("candidates", result.candidates().size());
    counts.put("gates", result.gates().size());
    counts.put("threshold", result.threshold());
    result.metrics().forEach((part, metrics) -> counts.put(part + "_auc", metrics.auc()));
    result
        .metrics()
        .forEach(
            (part, metrics) -> counts.put(part + "_average_precision", metrics.averagePrecision()));
    return counts;
  }

  private void print(ModelConfig config, Result result) {
    TrainedCandidate best = result.candidates().get(0);
    out()
        .printf(
            "%s: %s over %d inputs; rejects from a probability of %s on%n",
            config.name(),
            best.algorithm().name(),
            result.inputs().size(),
            number(result.threshold()));
    out().printf("  parameters: %s%n", parameters(best));
    if (result.candidates().size() > 1) {
      out().printf("  the best of %d on the validation part%n", result.candidates().size());
    }
    out().printf("  calibration: %s%n", result.calibration());
    printNames("left out", result.dropped());
    printNames("left out, since they are constant", result.constant());
    if (result.immature() + result.between() > 0) {
      out()
          .printf(
              "  rows left out: %,d too young for their label, %,d between the parts%n",
              result.immature(), result.between());
    }
    out()
        .printf(
            "  %-10s %10s %10s %8s %8s %8s %8s %9s %8s%n",
            "part",
            "rows",
            "positives",
            "auc",
            "avg prec",
            "ks",
            "accuracy",
            "precision",
            "recall");
    result.metrics().forEach(this::print);
    if (!result.gates().isEmpty()) {
      out().printf("  passed %d gates%n", result.gates().size());
    }
    out().printf("The model is in %s%n", output);
  }

  private static String parameters(TrainedCandidate candidate) {
    return candidate.algorithm().parameters().entrySet().stream()
        .map(parameter -> parameter.getKey() + " " + parameter.getValue())
        .collect(Collectors.joining(", "));
  }

  private void printNames(String what, List<String> names) {
    if (!names.isEmpty()) {
      out().printf("  %s: %s%n", what, String.join(", ", names));
    }
  }

  private void print(String part, Metrics metrics) {
    out()
        .printf(
            "  %-10s %,10d %,10d %8s %8s %8s %8s %9s %8s%n",
            part,
            metrics.rows(),
            metrics.positives(),
            number(metrics.auc()),
            number(metrics.averagePrecision()),
            number(metrics.ks()),
            number(metrics.accuracy()),
            number(metrics.precision()),
            number(metrics.recall()));
  }

  private static String number(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }
}
