package dev.larder.cli;

import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which training set is to be made: what its manifest remembers. */
final class TrainingSetArguments {
  @Option(
      names = "--entity-df",
      required = true,
      paramLabel = "FILE|TABLE|SQL|redshift:SQL",
      description =
          "The entity rows: Parquet, CSV with a header, a Spark table, SQL, or a query that Redshift"
              + " runs. Data sources of the repository are tables too, and hide those of the same"
              + " name; not so in Redshift.")
  private String entityDf;

  @ArgGroup(multiplicity = "1")
  private WantedFeatures wanted;

  @Option(
      names = "--full-feature-names",
      description = "Name the features VIEW__FEATURE instead of FEATURE.")
  private boolean fullFeatureNames;

  @Option(
      names = "--filter-by-created-timestamp",
      description = "Use a feature row only from its created time on.")
  private boolean filterByCreatedTimestamp;

  @Option(
      names = "--partition-by",
      split = ",",
      paramLabel = "COLUMN",
      description = "Write a folder for each value of these columns.")
  private List<String> partitionBy = List.of();

  String entityDf() {
    return entityDf;
  }

  WantedFeatures wanted() {
    return wanted;
  }

  boolean fullFeatureNames() {
    return fullFeatureNames;
  }

  boolean filterByCreatedTimestamp() {
    return filterByCreatedTimestamp;
  }

  List<String> partitionBy() {
    return partitionBy;
  }
}
