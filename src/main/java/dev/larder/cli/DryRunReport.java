package dev.larder.cli;

import dev.larder.asof.PlannedExchange;
import dev.larder.historical.DryRun;
import dev.larder.historical.DryRun.EntityRows;
import dev.larder.historical.DryRun.HeavyHitter;
import dev.larder.historical.DryRun.Input;
import dev.larder.historical.DryRun.JoinKeys;
import dev.larder.historical.DryRun.Part;
import dev.larder.historical.DryRun.SourceRows;
import dev.larder.historical.DryRun.View;
import dev.larder.historical.TrainingSetManifest.Column;
import dev.larder.historical.TrainingSetManifest.Times;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints a dry run for a terminal of 100 columns. */
final class DryRunReport {
  private static final int LABEL = 38;
  private static final String UNITS = "kMGTPE";

  private final PrintWriter out;

  DryRunReport(PrintWriter out) {
    this.out = out;
  }

  void print(DryRun dryRun) {
    print(dryRun.entityRows());
    dryRun.featureViews().forEach(this::print);
    printExchanges(dryRun.exchanges());
    printColumns(dryRun.columns());
    out.printf("%nThis is a dry run: nothing was written.%n");
  }

  private void print(EntityRows entityRows) {
    out.printf("Entity rows: %s%n", files(entityRows.input()));
    line("rows", entityRows.rows(), times(entityRows.times()));
    line("without a time", entityRows.withoutTime(), "");
    line("with the keys and time of another", entityRows.duplicates(), "");
    for (JoinKeys keys : entityRows.joinKeys()) {
      out.printf("  by %s%n", String.join(", ", keys.columns()));
      line("  without a key", keys.withoutKey(), "");
      line("  with the key and time of another", keys.duplicates(), "");
      print(keys.heavyHitters());
    }
  }

  private void print(View view) {
    SourceRows source = view.source();
    String name =
        view.name().equals(view.featureView())
            ? view.name()
            : view.name() + " (" + view.featureView() + ")";
    out.printf(
        "%nFeature view %s: data source %s, %s%n",
        name, source.input().name(), files(source.input()));
    line("rows to read", source.rows(), times(source.times()));
    line("  without a key", source.withoutKey(), "");
    line("  corrected", source.corrected(), "same key and time as one created later");
    line("  tied", source.tied(), "same key and times as another");
    if (source.late() != null) {
      Duration lag = Duration.ofSeconds(source.late().greatestLagSeconds());
      line("  late", source.late().rows(), "by more than a day; greatest lag " + text(lag));
    }
    print(source.heavyHitters());
    line("rows without a time", source.withoutTime(), "");
    line("future rows", source.future(), "newer than all entity rows");
    line("entity rows with a key of the source", view.withKey());
    line("  and with a row by their time", view.withRow());
    line("  and with one within the ttl", view.matched());
  }

  private void print(List<HeavyHitter> heavyHitters) {
    if (!heavyHitters.isEmpty()) {
      out.println("    most frequent");
    }
    for (HeavyHitter hitter : heavyHitters) {
      line("    " + hitter.key(), new Part(hitter.rows(), hitter.share()));
    }
  }

  private void printExchanges(List<PlannedExchange> exchanges) {
    out.printf("%nJoin%s%n", exchanges.isEmpty() ? ": no row is moved" : "");
    for (PlannedExchange exchange : exchanges) {
      out.printf(
          "  %-9s  %-45s  %15s  %s%n",
          exchange.broadcast() ? "broadcast" : "shuffle",
          cut(
              exchange.inputs().stream()
                  .map(input -> input.substring(input.lastIndexOf('/') + 1))
                  .collect(Collectors.joining(" + ")),
              45),
          exchange.broadcast() ? "" : exchange.partitions() + " partitions",
          exchange.estimatedBytes() == null
              ? "of unknown size"
              : "about " + bytes(exchange.estimatedBytes()));
    }
  }

  private void printColumns(List<Column> columns) {
    out.printf("%nTraining set: %,d columns%n", columns.size());
    int names = width(columns, Column::name);
    int types = width(columns, Column::type);
    for (Column column : columns) {
      String role = column.role().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      out.printf(
          "  %-" + names + "s  %-" + types + "s  %s%n",
          column.name(),
          column.type(),
          column.reference() == null ? role : role + " " + column.reference());
    }
  }

  private static int width(List<Column> columns, Function<Column, String> text) {
    return columns.stream().map(text).mapToInt(String::length).max().orElse(1);
  }

  private void line(String label, Part part) {
    line(label, part.rows(), String.format("%6.2f %%", 100 * part.share()));
  }

  private void line(String label, long rows, String remark) {
    String line = String.format("  %-" + LABEL + "s%,14d  %s", cut(label, LABEL), rows, remark);
    out.println(line.stripTrailing());
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }

  private static String files(Input input) {
    return input.files() == 0
        ? "no files"
        : "%,d %s, %s"
            .formatted(input.files(), input.files() == 1 ? "file" : "files", bytes(input.bytes()));
  }

  private static String times(Times times) {
    return times == null ? "" : seconds(times.start()) + " to " + seconds(times.end());
  }

  private static Instant seconds(String time) {
    return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The two greatest units that matter: {@code 12 d 3 h}. */
  private static String text(Duration duration) {
    return duration.toDays() > 0
        ? duration.toDays() + " d " + duration.toHoursPart() + " h"
        : duration.toHours() + " h " + duration.toMinutesPart() + " min";
  }

  /** A number of bytes with three digits or four: {@code 1.2 MB}. */
  static String bytes(long bytes) {
    double scaled = bytes;
    int unit = -1;
    while (scaled >= 1000 && unit < UNITS.length() - 1) {
      scaled /= 1000;
      unit++;
    }
    return unit < 0 ? bytes + " B" : String.format("%.1f %sB", scaled, UNITS.charAt(unit));
  }
}
