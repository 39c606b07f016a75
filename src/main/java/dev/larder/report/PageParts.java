package dev.larder.report;

import static dev.larder.report.Markup.element;

import dev.larder.report.JoinExplanation.Outcome;
import dev.larder.report.Markup.Element;

/** What several parts of a page are put together from. */
final class PageParts {
  private PageParts() {}

  /** What may be wider than a phone, to be moved with fingers or keys. */
  static Element scrolled(String name, Element content) {
    return element("div", content)
        .with("class", "scrolled")
        .with("role", "region")
        .with("aria-label", name)
        .with("tabindex", 0);
  }

  static Element badge(Outcome outcome) {
    return element("span", outcome.label()).with("class", "badge " + outcome.label());
  }

  static Element columnHead(String name) {
    return element("th", name).with("scope", "col");
  }

  static Element rowHead(Markup content) {
    return element("th", content).with("scope", "row");
  }

  /** A caption for those who do not see what stands around a table. */
  static Element unseenCaption(String text) {
    return element("caption", text).with("class", "unseen");
  }

  /** A cell whose text stands to the right, so that digits stand below each other. */
  static Element number(Element cell) {
    return cell.with("class", "number");
  }
}
