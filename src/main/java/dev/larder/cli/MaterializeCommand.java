package dev.larder.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code larder materialize}. */
@Command(
    name = "materialize",
    description = "Load the newest feature values of a window into the online store.")
final class MaterializeCommand extends LarderCommand {
  @Parameters(
      index = "0",
      paramLabel = "START",
      converter = TimestampConverter.class,
      description = "The least event time; UTC where it has no offset.")
  private Instant start;

  @Parameters(
      index = "1",
      paramLabel = "END",
      converter = TimestampConverter.class,
      description = "The greatest event time, included.")
  private Instant end;

  @Mixin private MaterializeOptions options;

  @Override
  void checkUsage() {
    options.checkUsage(this);
  }

  @Override
  Map<String, ?> execute() {
    return options.run(this, start, end, Duration.ZERO);
  }
}
