package dev.larder.cli;

import dev.larder.JsonRecord;
import dev.larder.UserException.Problem;
import dev.larder.materialization.MaterializationEstimate;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.materialization.ViewResult;
import dev.larder.report.Materialization;
import dev.larder.report.MaterializationPage;
import dev.larder.storage.StoredFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What {@code materialize} and {@code materialize-incremental} have in common. */
final class MaterializeOptions {
  @Option(
      names = {"-v", "--views"},
      paramLabel = "NAME",
      arity = "1..*",
      parameterConsumer = ViewNames.class,
      description = "Only these feature views (default: all that are online).")
  private List<String> views = List.of();

  @Option(
      names = "--overwrite",
      description =
          "Also replace stored values of the same event time: for corrected rows and for features"
              + " that were added later.")
  private boolean overwrite;

  @Option(
      names = "--dry-run",
      description =
          "Print what would be read and written, with the memory of each master, and write"
              + " nothing; fails where a master would not hold it.")
  private boolean dryRun;

  @Option(
      names = "--allow-future-end",
      description =
          "Take an END that is more than five minutes from now. Incremental runs find nothing"
              + " until then.")
  private boolean allowFutureEnd;

  @Option(
      names = "--max-rows-per-second",
      paramLabel = "N",
      description =
          "Write no more than that to each Redis master, for the sake of those who read; 0 for no"
              + " limit (default: what the setting max_rows_per_second says).")
  private Integer maxRowsPerSecond;

  @Option(
      names = "--html",
      paramLabel = "FILE.html",
      description = "Also write what was done as a page.")
  private String page;

  void checkUsage(LarderCommand command) {
    if (dryRun && page != null) {
      throw command.wrongUsage("--html: a dry run makes no page.");
    }
    if (maxRowsPerSecond != null && maxRowsPerSecond < 0) {
      throw command.wrongUsage("--max-rows-per-second: expected 0 or more.");
    }
  }

  /**
   * Runs the job, printing each view as it goes, and gives the counts of the result file.
   *
   * @param start null for an incremental run
   */
  Map<String, ?> run(LarderCommand command, Instant start, Instant end, Duration lookback) {
    Request request =
        new Request(views, start, end, overwrite, lookback, allowFutureEnd, maxRowsPerSecond);
    return dryRun ? estimate(command, request) : materialize(command, request);
  }

  private static Map<String, ?> estimate(LarderCommand command, Request request) {
    MaterializationEstimate estimate = SparkJobs.materializeDryRun(command.repository(), request);
    new MaterializationEstimateReport(command.out()).print(estimate);
    Map<String, Object> counts = JsonRecord.asMap(estimate);
    List<Problem> problems =
        estimate.masters().stream()
            .filter(master -> !master.fits())
            .map(
                master ->
                    new Problem(
                        "Redis " + master.name(),
                        "It would not hold it: %s more are needed, and %s are free."
                                .formatted(
                                    DryRunReport.bytes(master.memoryBytes()),
                                    DryRunReport.bytes(master.freeBytes()))
                            + " Raise maxmemory or add masters."))
            .toList();
    if (!problems.isEmpty()) {
      throw new FailedCheck(problems, counts);
    }
    return counts;
  }

  private Map<String, ?> materialize(LarderCommand command, Request request) {
    if (page != null) {
      StoredFile.of(page).requireWritable();
    }
    MaterializationLines lines = new MaterializationLines(command.out());
    List<ViewResult> results =
        SparkJobs.materialize(
            command.repository(), request, lines, page == null ? null : this::writePage);
    return MaterializationCounts.of(results);
  }

  private void writePage(Materialization materialization) {
    StoredFile.of(page).write(new MaterializationPage(materialization).toHtml());
  }
}
