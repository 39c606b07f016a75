package dev.larder.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Which features a command is about: those of a service, or references. */
final class WantedFeatures {
  @Option(
      names = "--feature-service",
      paramLabel = "NAME",
      description = "The features of this service.")
  private String featureService;

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "VIEW:FEATURE",
      description = "These features; VIEW alone stands for all of its features.")
  private List<String> features = List.of();

  /** Null where references are given. */
  String featureService() {
    return featureService;
  }

  /** Empty where a service is given. */
  List<String> features() {
    return features;
  }
}
