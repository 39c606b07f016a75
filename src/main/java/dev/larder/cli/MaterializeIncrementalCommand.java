package dev.larder.cli;

import dev.larder.materialization.MaterializeJob.Request;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private MaterializeOptions options;

  @Override
  Map<String, ?> execute() {
    return options.run(this, new Request(options.views(), null, end, options.overwrite()));
  }
}
