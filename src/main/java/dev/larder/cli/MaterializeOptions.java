package dev.larder.cli;

import dev.larder.JsonRecord;
import dev.larder.UserException.Problem;
import dev.larder.materialization.MaterializationEstimate;
import dev.larder.materialization.MaterializationWindow;
import dev.larder.materialization.MaterializeJob.Progress;
import dev.larder.materialization.MaterializeJob.Request;
import dev.larder.materialization.ViewResult;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What {@code materialize} and {@code materialize-incremental} have in common. */
final class MaterializeOptions {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx").withZone(ZoneOffset.UTC);

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

  List<String> views() {
    return views;
  }

  boolean overwrite() {
    return overwrite;
  }

  /** Runs the job, printing each view as it goes, and gives the counts of the result file. */
  Map<String, ?> run(LarderCommand command, Request request) {
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

  private static Map<String, ?> materialize(LarderCommand command, Request request) {
    List<ViewResult> results =
        SparkJobs.materialize(command.repository(), request, printing(command.out()));
    Map<String, Object> byView = new LinkedHashMap<>();
    for (ViewResult result : results) {
      byView.put(result.window().view().name(), counts(result));
    }
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("read", results.stream().mapToLong(ViewResult::read).sum());
    counts.put("without_key", results.stream().mapToLong(ViewResult::withoutKey).sum());
    counts.put("written", results.stream().mapToLong(ViewResult::written).sum());
    counts.put("skipped", results.stream().mapToLong(ViewResult::skipped).sum());
    counts.put("feature_views", byView);
    return counts;
  }

  private static Map<String, Object> counts(ViewResult result) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("start", result.window().start().toString());
    counts.put("end", result.window().end().toString());
    counts.put("read", result.read());
    counts.put("without_key", result.withoutKey());
    counts.put("written", result.written());
    counts.put("skipped", result.skipped());
    return counts;
  }

  private static Progress printing(PrintWriter out) {
    return new Progress() {
      @Override
      public void planned(List<MaterializationWindow> windows) {
        out.printf("Materializing %d feature views into the redis online store.%n", windows.size());
        out.flush();
      }

      @Override
      public void started(MaterializationWindow window) {
        out.printf(
            "%n%s from %s to %s:%n",
            window.view().name(), time(window.start()), time(window.end()));
        out.flush();
      }

      @Override
      public void finished(ViewResult result) {
        if (result.upToDate()) {
          out.println("  up to date, nothing to load");
        } else {
          out.printf(
              "  %,d rows read, %,d entities written, %,d not newer than stored%n",
              result.read(), result.written(), result.skipped());
          if (result.withoutKey() > 0) {
            out.printf("  %,d rows left out: a join key is null%n", result.withoutKey());
          }
        }
        out.flush();
      }
    };
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
