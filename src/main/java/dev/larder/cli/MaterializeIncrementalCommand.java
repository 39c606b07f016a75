package dev.larder.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code larder materialize-incremental}. */
@Command(
    name = "materialize-incremental",
    description = "Load what is newer than the last materialization of each feature view.")
final class MaterializeIncrementalCommand extends LarderCommand {
  @Parameters(
      index = "0",
      paramLabel = "END",
      converter = TimestampConverter.class,
      description = "The greatest event time, included; UTC where it has no offset.")
  private Instant end;

  @Option(
      names = "--lookback",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "0",
      description =
          "Start that much before the end of the last run, for rows that came late: 2d, 36h, 90m.")
  private Duration lookback;

  @Mixin private MaterializeOptions options;

  @Override
  void checkUsage() {
    options.checkUsage(this);
  }

  @Override
  Map<String, ?> execute() {
    return options.run(this, null, end, lookback);
  }
}
