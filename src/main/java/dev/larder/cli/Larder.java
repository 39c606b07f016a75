package dev.larder.cli;

import dev.larder.LarderVersion;
import dev.larder.registry.FeatureRepository;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line's entry point, and what all commands share. */
@Command(
    name = "larder",
    description = "The batch half of a Feast feature store, and the decision.",
    versionProvider = Larder.Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      InitCommand.class,
      ApplyCommand.class,
      PlanCommand.class,
      RegistryDumpCommand.class,
      GetHistoricalFeaturesCommand.class,
      TrainCommand.class,
      MaterializeCommand.class,
      MaterializeIncrementalCommand.class,
      VerifyCommand.class,
      GetOnlineFeaturesCommand.class,
      ScoreCommand.class,
      ServeCommand.class,
      TeardownCommand.class,
      DemoCommand.class,
    })
public final class Larder {
  @Option(
      names = {"-c", "--chdir"},
      paramLabel = "DIR",
      defaultValue = ".",
      scope = ScopeType.LOCAL,
      description = "The feature repository (default: ${DEFAULT-VALUE}).")
  private String directory;

  @Option(
      names = {"-f", "--feature-store-yaml"},
      paramLabel = "FILE",
      description = "Another configuration than the repository's feature_store.yaml.")
  private String featureStoreYaml;

  public static void main(String[] args) {
    int exitCode = run(args);
    // YARN takes System.exit(0) of a driver that is still open for a failure; so only failures
    // leave this way.
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** Runs one command; 0 on success, 1 on failure, 2 on wrong usage. */
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  /** The parser of all commands, of which a caller may set where they print. */
  static CommandLine commandLine() {
    return new CommandLine(new Larder())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new UsageErrors());
  }

  /** The feature repository that {@code -c} and {@code -f} name. */
  FeatureRepository repository() {
    return FeatureRepository.open(directory, featureStoreYaml);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"larder " + LarderVersion.current()};
    }
  }
}
