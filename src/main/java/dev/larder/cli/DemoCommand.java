package dev.larder.cli;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code larder demo}. */
@Command(
    name = "demo",
    description =
        "The whole way once, on a Redis Cluster of its own: from a loan table to a decision.")
final class DemoCommand extends LarderCommand {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Take loan_table.parquet, zipcode_table.parquet and credit_history.parquet from here"
              + " instead of generating them.")
  private Path data;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where its files go (default: a new temporary directory).")
  private Path output;

  @Option(
      names = "--aws",
      description =
          "The architecture of the AWS post, on programs of this machine that stand in for Redshift"
              + " and S3, and a Redis Cluster with TLS and users.")
  private boolean aws;

  @Override
  Map<String, ?> execute() {
    return SparkJobs.demo(out(), data, output, aws);
  }
}
