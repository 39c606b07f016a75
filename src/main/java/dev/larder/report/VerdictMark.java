package dev.larder.report;

import static dev.larder.report.Markup.element;

import dev.larder.report.JoinExplanation.Verdict;
import dev.larder.report.Markup.Element;
import java.util.Locale;

/**
 * A shape for each verdict, drawn about the point (0, 0): colour alone would not tell them apart.
 */
final class VerdictMark {
  /** How far a shape reaches. */
  static final int RADIUS = 8;

  private VerdictMark() {}

  /** The shape, for a drawing. */
  static Element at(double x, double y, Verdict verdict) {
    return element("g", element("path").with("d", path(verdict)))
        .with("class", "mark " + cssClass(verdict))
        .with("transform", String.format(Locale.ROOT, "translate(%.1f %.1f)", x, y));
  }

  /** The shape as a drawing of its own, beside text that says the same. */
  static Element icon(Verdict verdict) {
    return element("svg", at(0, 0, verdict))
        .with("class", "icon")
        .with("viewBox", "-9 -9 18 18")
        .with("aria-hidden", "true");
  }

  private static String cssClass(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String path(Verdict verdict) {
    return switch (verdict) {
      case CHOSEN -> circle(7) + "M-3.2 .3L-.9 2.7L3.4 -2.4";
      case FUTURE -> "M-4.5 -5.5L6 0L-4.5 5.5Z";
      case NOT_YET_CREATED -> "M-4.5 -5.5H4.5L-4.5 5.5H4.5Z";
      case EXPIRED -> "M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5";
      case OLDER_CREATED -> "M0 -6L6 0L0 6L-6 0Z";
      case TIE -> "M-5 -5H5V5H-5Z";
      case SUPERSEDED -> circle(4.5);
    };
  }

  private static String circle(double r) {
    return String.format(
        Locale.ROOT, "M-%1$s 0A%1$s %1$s 0 1 1 %1$s 0A%1$s %1$s 0 1 1 -%1$s 0Z", r);
  }
}
