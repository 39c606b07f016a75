package dev.larder.cli;

import dev.larder.UserException.Problem;
import dev.larder.materialization.VerifyJob.Request;
import dev.larder.report.Verification;
import dev.larder.report.VerificationPage;
import dev.larder.storage.StoredFile;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code larder verify}. */
@Command(
    name = "verify",
    description =
        "Compare the online store with the newest rows of the intervals that were materialized.")
final class VerifyCommand extends LarderCommand {
  @Option(
      names = {"-v", "--views"},
      paramLabel = "NAME",
      arity = "1..*",
      parameterConsumer = ViewNames.class,
      description = "Only these feature views (default: all that are online and materialized).")
  private List<String> views = List.of();

  @Option(
      names = "--sample",
      paramLabel = "FRACTION",
      defaultValue = "1",
      description =
          "Look at this share of the keys only, chosen by their hash (default: ${DEFAULT-VALUE}).")
  private double sample;

  @Option(
      names = "--repair",
      description = "Write what is stale, mismatched or missing; what is stored and newer stays.")
  private boolean repair;

  @Option(
      names = "--delete-extra",
      description =
          "Remove the values of entities that no source row in the intervals has, but for those"
              + " newer than the intervals.")
  private boolean deleteExtra;

  @Option(
      names = "--html",
      paramLabel = "FILE.html",
      description = "Also write the result as a page.")
  private String page;

  @Override
  void checkUsage() {
    if (!(sample > 0 && sample <= 1)) {
      throw wrongUsage("Invalid value for option '--sample': expected more than 0, up to 1");
    }
  }

  @Override
  Map<String, ?> execute() {
    if (page != null) {
      StoredFile.of(page).requireWritable();
    }
    VerificationReport report = new VerificationReport(out());
    Verification verification =
        SparkJobs.verify(repository(), new Request(views, sample, repair, deleteExtra), report);
    if (page != null) {
      StoredFile.of(page).write(new VerificationPage(verification).toHtml());
    }
    Map<String, Object> counts = VerificationReport.counts(verification);
    List<Problem> problems =
        verification.views().stream()
            .filter(view -> view.repaired() < view.wrong())
            .map(
                view ->
                    new Problem(
                        "feature view " + view.name(),
                        "Of %,d entities %,d are stale, mismatched or missing; verify --repair"
                                .formatted(view.entities(), view.wrong())
                            + " writes them."))
            .toList();
    if (!problems.isEmpty()) {
      throw new FailedCheck(problems, counts);
    }
    return counts;
  }
}
