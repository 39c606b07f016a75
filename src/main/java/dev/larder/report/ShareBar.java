package dev.larder.report;

import static dev.larder.report.Markup.element;

import dev.larder.report.JoinExplanation.View;
import dev.larder.report.Markup.Element;
import java.util.Locale;

/** A bar that shows how the rows divide into matched, expired and missing, beside their numbers. */
final class ShareBar {
  private static final double WIDTH = 160;
  private static final double HEIGHT = 10;

  private ShareBar() {}

  static Element of(View view, long rows) {
    double all = Math.max(1, rows);
    double matched = WIDTH * view.matched() / all;
    double expired = WIDTH * view.expired() / all;
    return element(
            "svg",
            part("missing", 0, WIDTH),
            part("expired", matched, expired),
            part("matched", 0, matched))
        .with("class", "share")
        .with("viewBox", String.format(Locale.ROOT, "0 0 %.0f %.0f", WIDTH, HEIGHT))
        .with("aria-hidden", "true");
  }

  private static Element part(String css, double x, double width) {
    return element("rect")
        .with("class", css)
        .with("x", String.format(Locale.ROOT, "%.2f", x))
        .with("width", String.format(Locale.ROOT, "%.2f", width))
        .with("height", String.format(Locale.ROOT, "%.0f", HEIGHT));
  }
}
