package dev.larder.cli;

import dev.larder.materialization.MaterializationWindow;
import dev.larder.materialization.MaterializeJob.Progress;
import dev.larder.materialization.ViewProgress;
import dev.larder.materialization.ViewResult;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Prints a materialization: what each view begins and ends with, and between the two how far it is,
 * as a bar on a terminal and as a line every ten seconds elsewhere.
 */
final class MaterializationLines implements Progress {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx").withZone(ZoneOffset.UTC);

  private final PrintWriter out;
  private final ProgressLine line;

  MaterializationLines(PrintWriter out) {
    this.out = out;
    this.line = ProgressLine.of(out);
  }

  @Override
  public void planned(List<MaterializationWindow> windows) {
    out.printf("Materializing %d feature views into the redis online store.%n", windows.size());
    out.flush();
  }

  @Override
  public void started(MaterializationWindow window) {
    out.printf(
        "%n%s from %s to %s:%n", window.view().name(), time(window.start()), time(window.end()));
    out.flush();
    line.begin("  ");
  }

  @Override
  public void running(ViewProgress progress) {
    line.show(progress);
  }

  @Override
  public void finished(ViewResult result) {
    line.end();
    if (result.upToDate()) {
      printUpToDate(result.window());
    } else {
      print(result);
    }
    out.flush();
  }

  private void printUpToDate(MaterializationWindow window) {
    if (window.lastEnd() == null) {
      out.println("  nothing to load: a first run starts at now less the ttl, which is after END");
    } else {
      out.printf(
          "  up to date, nothing to load: the last run ended at %s%n", time(window.lastEnd()));
    }
  }

  private void print(ViewResult result) {
    out.printf(
        "  %,d rows read, %,d entities written, %,d not newer than stored%n",
        result.read(), result.written(), result.skipped());
    result
        .late()
        .ifPresent(
            late ->
                out.printf(
                    "  %,d of them late: written, but not newer than %s%n",
                    late, time(result.window().lastEnd())));
    if (result.withoutKey() > 0) {
      out.printf("  %,d rows left out: a join key is null%n", result.withoutKey());
    }
    if (result.writes().total().unreplicated() > 0) {
      out.printf(
          "  %,d entities without as many replicas as larder.wait_replicas says%n",
          result.writes().total().unreplicated());
    }
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
