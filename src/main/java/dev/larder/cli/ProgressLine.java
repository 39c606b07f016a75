package dev.larder.cli;

import dev.larder.materialization.ViewProgress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;

/**
 * How far a run is: a bar that is printed over on a terminal, a line every ten seconds elsewhere.
 */
final class ProgressLine {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_BARS = Duration.ofMillis(200);
  private static final int BAR = 20;

  private final PrintWriter out;
  private final boolean terminal;
  private final Clock clock;

  private String prefix;

  /** Null while nothing runs; what is heard then came too late. */
  private Instant begun;

  private Instant shown;

  /** When the first rows had been moved; null before. */
  private Instant writing;

  private int width;

  /**
   * Where to print.
   *
   * @param terminal whether what was printed can be printed over
   */
  ProgressLine(PrintWriter out, boolean terminal, Clock clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
  }

  /** For who prints on standard output. */
  @SuppressWarnings("SystemConsoleNull")
  static ProgressLine of(PrintWriter out) {
    // Java 17 has a console only where somebody sees it.
    boolean terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
    return new ProgressLine(out, terminal, Clock.systemUTC());
  }

  /**
   * Begins to listen.
   *
   * @param start what each line starts with
   */
  synchronized void begin(String start) {
    prefix = start;
    begun = clock.instant();
    shown = begun;
    writing = null;
  }

  synchronized void show(ViewProgress progress) {
    if (begun == null) {
      return;
    }
    Instant now = clock.instant();
    if (writing == null && progress.moved().isPresent()) {
      writing = now;
    }
    if (shown.plus(terminal ? BETWEEN_BARS : BETWEEN_LINES).isAfter(now)) {
      return;
    }
    shown = now;
    if (terminal) {
      printOver(prefix + bar(progress, now));
    } else {
      out.println(prefix + line(progress, now));
    }
    out.flush();
  }

  /** Leaves nothing of a bar. */
  synchronized void end() {
    begun = null;
    if (width > 0) {
      printOver("");
      out.print('\r');
      width = 0;
    }
  }

  private void printOver(String text) {
    out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
    width = text.length();
  }

  private String bar(ViewProgress progress, Instant now) {
    if (progress.moved().isEmpty()) {
      return reading(now);
    }
    double share = (double) progress.done() / Math.max(1, progress.moved().getAsLong());
    int filled = (int) Math.min(BAR, BAR * share);
    return "[%s%s] %s".formatted("=".repeat(filled), " ".repeat(BAR - filled), rows(progress, now));
  }

  private String line(ViewProgress progress, Instant now) {
    if (progress.moved().isEmpty()) {
      return reading(now);
    }
    String shards =
        progress.rows().byNode().entrySet().stream()
            .map(e -> "%s %,d".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    return rows(progress, now) + (shards.isEmpty() ? "" : "; " + shards);
  }

  private String reading(Instant now) {
    return "reading the source, %,d s".formatted(Duration.between(begun, now).toSeconds());
  }

  private String rows(ViewProgress progress, Instant now) {
    long millis = Math.max(1, Duration.between(writing, now).toMillis());
    return "%,d rows, %,d a second, at most %,d remaining"
        .formatted(
            progress.done(), progress.done() * 1000 / millis, progress.remaining().getAsLong());
  }
}
