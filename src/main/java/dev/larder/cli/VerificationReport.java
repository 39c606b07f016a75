package dev.larder.cli;

import dev.larder.materialization.VerifyJob.Progress;
import dev.larder.materialization.ViewProgress;
import dev.larder.report.Times;
import dev.larder.report.Verification;
import dev.larder.report.Verification.Example;
import dev.larder.report.Verification.Verdict;
import dev.larder.report.Verification.View;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Prints a verification, how far it is and what it found, and makes the counts of the result file
 * of it.
 */
final class VerificationReport implements Progress {
  private final PrintWriter out;
  private final ProgressLine line;

  VerificationReport(PrintWriter out) {
    this.out = out;
    this.line = ProgressLine.of(out);
  }

  @Override
  public void started(String view) {
    line.begin(view + ": ");
  }

  @Override
  public void running(ViewProgress progress) {
    line.show(progress);
  }

  @Override
  public void finished(View view) {
    line.end();
    out.printf(
        "%n%s: %,d entities in %,d %s%n",
        view.name(),
        view.entities(),
        view.intervals().size(),
        view.intervals().size() == 1 ? "interval" : "intervals");
    view.counts()
        .forEach(
            (verdict, count) -> {
              if (count > 0) {
                out.printf("  %-8s  %,12d  %s%n", verdict.label(), count, verdict.meaning());
                examples(view, verdict);
              }
            });
    count("repaired", view.repaired(), "");
    count("deleted", view.deleted(), "");
    count("kept", view.kept(), "extra, but newer than the intervals or written meanwhile");
    out.flush();
  }

  private void examples(View view, Verdict verdict) {
    for (Example example : view.examples()) {
      if (example.verdict() == verdict) {
        out.printf(
            "    %s: slot %d of %s, stored %s, source %s%s%n",
            example.key().isEmpty() ? "the only entity" : example.key(),
            example.slot(),
            example.master(),
            time(example.stored()),
            time(example.source()),
            example.differing().isEmpty()
                ? ""
                : ", differs in " + String.join(", ", example.differing()));
      }
    }
  }

  private void count(String label, long count, String remark) {
    if (count > 0) {
      out.println(String.format("  %-8s  %,12d  %s", label, count, remark).stripTrailing());
    }
  }

  private static String time(Instant time) {
    return time == null ? "nothing" : Times.time(time);
  }

  static Map<String, Object> counts(Verification verification) {
    List<View> views = verification.views();
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("registry_version", verification.registryVersion());
    counts.put("sample", verification.sample());
    counts.put("entities", sum(views, View::entities));
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict.label(), sum(views, view -> view.counts().get(verdict)));
    }
    counts.put("repaired", sum(views, View::repaired));
    counts.put("deleted", sum(views, View::deleted));
    counts.put("kept", sum(views, View::kept));
    Map<String, Object> byView = new LinkedHashMap<>();
    views.forEach(view -> byView.put(view.name(), counts(view)));
    counts.put("feature_views", byView);
    return counts;
  }

  private static long sum(List<View> views, ToLongFunction<View> count) {
    return views.stream().mapToLong(count).sum();
  }

  private static Map<String, Object> counts(View view) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put(
        "intervals",
        view.intervals().stream()
            .map(i -> Map.of("start", i.start().toString(), "end", i.end().toString()))
            .toList());
    counts.put("rows", view.rows());
    counts.put("without_key", view.withoutKey());
    counts.put("entities", view.entities());
    view.counts().forEach((verdict, count) -> counts.put(verdict.label(), count));
    counts.put("repaired", view.repaired());
    counts.put("deleted", view.deleted());
    counts.put("kept", view.kept());
    counts.put("examples", view.examples().stream().map(VerificationReport::example).toList());
    return counts;
  }

  private static Map<String, Object> example(Example example) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("verdict", example.verdict().label());
    fields.put("key", example.key());
    fields.put("slot", example.slot());
    fields.put("master", example.master());
    fields.put("stored", example.stored() == null ? null : example.stored().toString());
    fields.put("source", example.source() == null ? null : example.source().toString());
    fields.put("differing", example.differing());
    return fields;
  }
}
