package dev.larder.report;

import static dev.larder.report.Markup.element;

import dev.larder.report.Markup.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shapes of a drawing, the later over the earlier; the style sheet says how their classes look. */
final class Drawing {
  private final List<Markup> shapes = new ArrayList<>();

  void add(Element shape) {
    shapes.add(shape);
  }

  void line(double x1, double y1, double x2, double y2, String css) {
    add(
        element("path")
            .with("class", css)
            .with("d", format("M%.1f %.1fL%.1f %.1f", x1, y1, x2, y2)));
  }

  void area(double x, double y, double width, double height, String css) {
    add(
        element("rect")
            .with("class", css)
            .with("x", format("%.1f", x))
            .with("y", format("%.1f", y))
            .with("width", format("%.1f", width))
            .with("height", format("%.1f", height)));
  }

  /**
   * Writes a text.
   *
   * @param anchor which part of it stands at the point: start, middle or end
   */
  void text(double x, double y, String anchor, String css, String text) {
    add(
        element("text", text)
            .with("class", css)
            .with("x", format("%.1f", x))
            .with("y", format("%.1f", y))
            .with("text-anchor", anchor));
  }

  /**
   * The whole drawing.
   *
   * @param title what it shows, for those who do not see it
   * @param description what is to be seen, for the same
   * @param id of the drawing on its page
   */
  Element toElement(double width, double height, String title, String description, String id) {
    return element("svg", element("title", title).with("id", id + "-title"))
        .and(element("desc", description).with("id", id + "-desc"))
        .and(shapes.toArray(Markup[]::new))
        .with("viewBox", format("0 0 %.0f %.0f", width, height))
        .with("role", "img")
        .with("aria-labelledby", id + "-title " + id + "-desc");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
