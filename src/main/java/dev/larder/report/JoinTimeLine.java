package dev.larder.report;

import static dev.larder.report.Markup.element;

import dev.larder.report.JoinExplanation.Candidate;
import dev.larder.report.JoinExplanation.Decision;
import dev.larder.report.JoinExplanation.Verdict;
import dev.larder.report.Markup.Element;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
  private final Drawing drawing = new Drawing();

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
    return line.drawing
        .toElement(WIDTH, line.bottom + 6, title, line.description(), id)
        .with("class", "time-line");
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
    valid(now);
    zone(now, RIGHT, "future");
    drawing.line(LEFT, base, RIGHT, base, "base");
    for (TimeAxis.Tick tick : axis.ticks()) {
      drawing.line(tick.x(), base, tick.x(), base + 5, "base");
      if (tick.x() > 32 && tick.x() < WIDTH - 32) {
        drawing.text(tick.x(), bottom, "middle", "tick", tick.label());
      }
    }
    drawing.line(now, 16, now, base + 8, "now");
    boolean right = now > WIDTH / 2;
    drawing.text(
        now + (right ? 4 : -4), 11, right ? "end" : "start", "now-label", "the row’s time");
    for (int i = 0; i < lanes.size(); i++) {
      candidate(i);
    }
  }

  /** The span from which a candidate could be chosen; it may begin beyond the drawing's left. */
  private void valid(double now) {
    boolean limited = decision.validFrom() != null;
    double from = limited ? Math.max(LEFT, axis.x(decision.validFrom())) : LEFT;
    drawing.area(from, TOP - 16, now - from, base - TOP + 16, "valid");
    if (from > LEFT) {
      drawing.line(from, TOP - 16, from, base, "valid-from");
    }
    zone(LEFT, from, "too old");
    zone(from, now, limited ? "within the ttl" : "any age");
  }

  private void candidate(int i) {
    Candidate candidate = decision.candidates().get(i);
    double x = axis.x(candidate.eventTime());
    double y = base - 10 - LANE * lanes.get(i);
    drawing.line(x, y, x, base, "stem");
    if (candidate.verdict() == Verdict.CHOSEN) {
      age(x, candidate);
    }
    drawing.add(
        VerdictMark.at(x, y, candidate.verdict()).and(element("title", name(i, candidate))));
    drawing.text(x, y - 10, "middle", "number", Integer.toString(i + 1));
  }

  /** How far the join looked back: from the row's time to the chosen candidate. */
  private void age(double x, Candidate candidate) {
    double now = axis.x(time);
    double y = base + AGE;
    drawing.line(now, y, x, y, "age");
    drawing.line(x, y - 4, x, y + 4, "age");
    String label = Times.span(Duration.between(candidate.eventTime(), time));
    if (now - x > WORD) {
      drawing.text((x + now) / 2, y + 13, "middle", "age-label", label);
    } else if (x > WIDTH / 2) {
      drawing.text(x - 8, y + 4, "end", "age-label", label);
    } else {
      drawing.text(now + 8, y + 4, "start", "age-label", label);
    }
  }

  private static String name(int i, Candidate candidate) {
    String time = Times.time(candidate.eventTime());
    return "No. " + (i + 1) + ", " + time + ": " + candidate.verdict().label();
  }

  private String description() {
    String candidates =
        decision.candidates().size() == 1
            ? "One candidate"
            : decision.candidates().size() + " candidates";
    String chosen = decision.chosen() < 0 ? "none" : "number " + (decision.chosen() + 1);
    return candidates + "; " + chosen + " is chosen. The table below lists them.";
  }

  private void zone(double from, double to, String word) {
    if (to - from > WORD) {
      drawing.text((from + to) / 2, TOP - 5, "middle", "zone", word);
    }
  }
}
