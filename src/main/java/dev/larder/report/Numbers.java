package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.PageParts.number;

import dev.larder.report.Markup.Element;
import java.util.Locale;

/** Numbers as a page shows them; what is undefined is a dash. */
final class Numbers {
  private static final String UNDEFINED = "–";

  private Numbers() {}

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A rate between 0 and 1, in hundredths. */
  static String percent(Double rate) {
    return rate == null ? UNDEFINED : String.format(Locale.ROOT, "%.1f %%", 100 * rate);
  }

  /** With four digits behind the point. */
  static String decimal(Double value) {
    return decimal(value, 4);
  }

  static String decimal(Double value, int digits) {
    return value == null
        ? UNDEFINED
        : String.format(Locale.ROOT, "%." + digits + "f", value).replaceFirst("^-(0\\.?0*)$", "$1");
  }

  /** A cell of a table. */
  static Element cell(String text) {
    return number(element("td", text));
  }
}
