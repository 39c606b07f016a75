package dev.larder.report;

import static dev.larder.report.Markup.element;

import dev.larder.report.JoinExplanation.Candidate;
import dev.larder.report.JoinExplanation.Decision;
import dev.larder.report.JoinExplanation.Outcome;
import dev.larder.report.JoinExplanation.Verdict;
import dev.larder.report.Markup.Element;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A drawing of one decision: the candidates by their event times, the row's own time, and the span
 * before it that the ttl allows. Candidates have the numbers of the table below the drawing.
 */
final class JoinTimeLine {
  private static final double WIDTH = 760;
  private static final double LEFT = 6;
  private static final double RIGHT = WIDTH - 6;
  private static final double TOP = 34;
  private static final double LANE = 27;
  private static final double AGE = 16;
  private static final double AGE_LABEL = 27;
  private static final double TICK_LABEL = 18;

  /** The least room for a word. */
  private static final double WORD = 70;

  private final Decision decision;
  private final Instant time;
  private final TimeAxis axis;
  private final List<Integer> lanes;
  private final double base;
  private final double bottom;
  private final List<Markup> shapes = new ArrayList<>();

  private JoinTimeLine(Decision decision, Instant time) {
    this.decision = decision;
    this.time = time;
    this.axis = TimeAxis.over(shown(decision, time), LEFT, RIGHT);
    this.lanes = lanes();
    this.base = TOP + LANE * (1 + lanes.stream().mapToInt(Integer::intValue).max().orElse(0)) + 4;
    this.bottom = base + TICK_LABEL + (decision.chosen() < 0 ? 0 : AGE_LABEL);
  }

  /**
   * The drawing.
   *
   * @param decision has candidates
   * @param id of the drawing, for the names of its parts
   */
  static Element of(Decision decision, Instant time, String title, String id) {
    JoinTimeLine line = new JoinTimeLine(decision, time);
    line.draw();
    return element("svg", element("title", title).with("id", id + "-title"))
        .and(element("desc", line.description()).with("id", id + "-desc"))
        .and(line.shapes.toArray(Markup[]::new))
        .with("class", "time-line")
        .with("viewBox", format("0 0 %.0f %.0f", WIDTH, line.bottom + 6))
        .with("role", "img")
        .with("aria-labelledby", id + "-title " + id + "-desc");
  }

  /** The candidates and the row, and the ttl's end where that does not squeeze them together. */
  private static List<Instant> shown(Decision decision, Instant time) {
    List<Instant> times = new ArrayList<>();
    times.add(time);
    decision.candidates().forEach(candidate -> times.add(candidate.eventTime()));
    Instant least = times.stream().min(Instant::compareTo).orElseThrow();
    Instant greatest = times.stream().max(Instant::compareTo).orElseThrow();
    Duration room = Duration.between(least, greatest).dividedBy(3);
    if (decision.validFrom() != null && decision.validFrom().isAfter(least.minus(room))) {
      times.add(decision.validFrom());
    }
    return times;
  }

  /** How high each candidate stands, so that none covers another. */
  private List<Integer> lanes() {
    List<Integer> lanes = new ArrayList<>();
    List<Double> ends = new ArrayList<>();
    for (Candidate candidate : decision.candidates()) {
      double x = axis.x(candidate.eventTime());
      int lane = 0;
      while (lane < ends.size() && ends.get(lane) > x - 2.4 * VerdictMark.RADIUS) {
        lane++;
      }
      if (lane == ends.size()) {
        ends.add(x);
      } else {
        ends.set(lane, x);
      }
      lanes.add(lane);
    }
    return lanes;
  }

  private void draw() {
    double now = axis.x(time);
    double from = decision.validFrom() == null ? LEFT : axis.x(decision.validFrom());
    valid(Math.max(LEFT, from), now);
    if (from - LEFT > WORD) {
      word((LEFT + from) / 2, "too old", "zone");
    }
    if (RIGHT - now > WORD) {
      word((now + RIGHT) / 2, "future", "zone");
    }
    line(LEFT, base, RIGHT, base, "base");
    for (TimeAxis.Tick tick : axis.ticks()) {
      line(tick.x(), base, tick.x(), base + 5, "base");
      if (tick.x() > 32 && tick.x() < WIDTH - 32) {
        text(tick.x(), bottom, "middle", "tick", tick.label());
      }
    }
    line(now, 16, now, base + 8, "now");
    boolean right = now > WIDTH / 2;
    text(now + (right ? 4 : -4), 11, right ? "end" : "start", "now-label", "the row’s time");
    for (int i = 0; i < lanes.size(); i++) {
      candidate(i);
    }
  }

  private void valid(double from, double now) {
    shapes.add(
        element("rect")
            .with("class", "valid")
            .with("x", format("%.1f", from))
            .with("y", format("%.0f", TOP - 16))
            .with("width", format("%.1f", Math.max(0, now - from)))
            .with("height", format("%.0f", base - TOP + 16)));
    if (decision.validFrom() != null && from > LEFT) {
      line(from, TOP - 16, from, base, "valid-from");
    }
    if (now - from > WORD) {
      word((from + now) / 2, decision.validFrom() == null ? "any age" : "within the ttl", "zone");
    }
  }

  private void candidate(int i) {
    Candidate candidate = decision.candidates().get(i);
    double x = axis.x(candidate.eventTime());
    double y = base - 10 - LANE * lanes.get(i);
    line(x, y, x, base, "stem");
    if (candidate.verdict() == Verdict.CHOSEN) {
      age(x, candidate);
    }
    shapes.add(VerdictMark.at(x, y, candidate.verdict()).and(element("title", name(i, candidate))));
    text(x, y - 10, "middle", "number", Integer.toString(i + 1));
  }

  /** How far the join looked back: from the row's time to the chosen candidate. */
  private void age(double x, Candidate candidate) {
    double now = axis.x(time);
    double y = base + AGE;
    line(now, y, x, y, "age");
    line(x, y - 4, x, y + 4, "age");
    String label = Times.span(Duration.between(candidate.eventTime(), time));
    if (now - x > WORD) {
      text((x + now) / 2, y + 13, "middle", "age-label", label);
    } else if (x > WIDTH / 2) {
      text(x - 8, y + 4, "end", "age-label", label);
    } else {
      text(now + 8, y + 4, "start", "age-label", label);
    }
  }

  private static String name(int i, Candidate candidate) {
    return format(
        "No. %d, %s: %s", i + 1, Times.time(candidate.eventTime()), candidate.verdict().label());
  }

  private String description() {
    String candidates =
        decision.candidates().size() == 1
            ? "One candidate"
            : decision.candidates().size() + " candidates";
    return decision.outcome() == Outcome.MATCHED
        ? candidates
            + "; number "
            + (decision.chosen() + 1)
            + " is chosen. The table below lists them."
        : candidates + "; none is chosen. The table below lists them.";
  }

  private void word(double x, String word, String css) {
    text(x, TOP - 5, "middle", css, word);
  }

  private void line(double x1, double y1, double x2, double y2, String css) {
    shapes.add(
        element("path")
            .with("class", css)
            .with("d", format("M%.1f %.1fL%.1f %.1f", x1, y1, x2, y2)));
  }

  private void text(double x, double y, String anchor, String css, String text) {
    shapes.add(
        element("text", text)
            .with("class", css)
            .with("x", format("%.1f", x))
            .with("y", format("%.1f", y))
            .with("text-anchor", anchor));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
