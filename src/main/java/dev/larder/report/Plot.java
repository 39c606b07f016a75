package dev.larder.report;

import static dev.larder.report.Markup.element;

import dev.larder.report.Markup.Element;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** A drawing of values over others, with an axis for each. */
final class Plot {
  private static final double LEFT = 42;
  private static final double TOP = 24;
  private static final double BELOW = 38;
  private static final double RIGHT_MARGIN = 18;

  private final double width;
  private final double height;
  private final Scale x;
  private final Scale y;
  private final Drawing drawing = new Drawing();

  /** A point by the numbers of both axes. */
  record Point(double x, double y) {}

  /** A plot of the usual size. */
  Plot(Scale x, Scale y) {
    this(360, 250, x, y);
  }

  Plot(double width, double height, Scale x, Scale y) {
    this.width = width;
    this.height = height;
    this.x = x;
    this.y = y;
  }

  double left() {
    return LEFT;
  }

  double right() {
    return width - RIGHT_MARGIN;
  }

  private double bottom() {
    return height - BELOW;
  }

  private double atX(double value) {
    return LEFT + (right() - LEFT) * x.part(value);
  }

  private double atY(double value) {
    return bottom() - (bottom() - TOP) * y.part(value);
  }

  /** The name of the axis to the left, its numbers, and a line for each. */
  void yAxis(String name, DoubleFunction<String> label) {
    drawing.text(4, 12, "start", "axis-name", name);
    for (double tick : y.ticks()) {
      drawing.line(LEFT, atY(tick), right(), atY(tick), "grid");
      drawing.text(LEFT - 5, atY(tick) + 4, "end", "", label.apply(tick));
    }
  }

  /** The name of the axis below and its numbers. */
  void xAxis(String name, DoubleFunction<String> label) {
    for (double tick : x.ticks()) {
      tick(atX(tick), label.apply(tick));
    }
    xAxis(name);
  }

  /** The axis below, without numbers. */
  void xAxis(String name) {
    drawing.line(LEFT, bottom(), right(), bottom(), "base");
    drawing.text(right(), height - 5, "end", "axis-name", name);
  }

  /** A mark on the axis below, at a place in the drawing. */
  void tick(double at, String label) {
    drawing.line(at, bottom(), at, bottom() + 4, "base");
    drawing.text(at, bottom() + 16, "middle", "", label);
  }

  /** A line through points; nothing where there are none. */
  void line(List<Point> points, String css) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              path.isEmpty() ? "M" : "L",
              atX(point.x()),
              atY(point.y())));
    }
    if (!points.isEmpty()) {
      drawing.add(element("path").with("class", css).with("d", path));
    }
  }

  /** A dot, with words for those who point at it. */
  void dot(Point point, String css, String title) {
    drawing.add(
        element("circle", element("title", title))
            .with("class", css)
            .with("cx", String.format(Locale.ROOT, "%.1f", atX(point.x())))
            .with("cy", String.format(Locale.ROOT, "%.1f", atY(point.y())))
            .with("r", 3));
  }

  /** A bar from the axis below up to a value. */
  void bar(double from, double to, double value, String css) {
    drawing.area(atX(from), atY(value), atX(to) - atX(from), bottom() - atY(value), css);
  }

  /** An upright line over the whole height, with a word beside its top where there is room. */
  void upright(double value, String word) {
    double at = atX(value);
    boolean isRight = at > (LEFT + right()) / 2;
    drawing.line(at, TOP, at, bottom(), "limit");
    drawing.text(at + (isRight ? -4 : 4), TOP + 9, isRight ? "end" : "start", "limit-name", word);
  }

  /** The whole drawing; the parameters are those of {@link Drawing#toElement}. */
  Element toElement(String title, String description, String id) {
    return drawing.toElement(width, height, title, description, id).with("class", "plot");
  }
}
