package dev.larder.report;

import static dev.larder.report.Markup.element;

import dev.larder.report.JoinExplanation.Outcome;
import dev.larder.report.Markup.Element;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What several parts of a page are put together from. */
final class PageParts {
  private static final String STYLE = "page.css";

  private PageParts() {}

  /** A whole page, as one file that loads nothing else: HTML in UTF-8, and well-formed XML too. */
  static byte[] page(String title, Element body) {
    StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    element("html", head(title), body)
        .with("xmlns", "http://www.w3.org/1999/xhtml")
        .with("lang", "en")
        .appendTo(out);
    return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Element head(String title) {
    return element(
        "head",
        element("meta").with("charset", "utf-8"),
        element("meta")
            .with("name", "viewport")
            .with("content", "width=device-width, initial-scale=1"),
        element("meta").with("name", "color-scheme").with("content", "light dark"),
        element("title", title),
        element("style", style()));
  }

  private static String style() {
    try (InputStream in = PageParts.class.getResourceAsStream(STYLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Element section(String title, Element... content) {
    return element("section", element("h2", title)).and(content);
  }

  /** What may be wider than a phone, to be moved with fingers or keys. */
  static Element scrolled(String name, Element content) {
    return element("div", content)
        .with("class", "scrolled")
        .with("role", "region")
        .with("aria-label", name)
        .with("tabindex", 0);
  }

  /** A table that may be wider than a phone; the caption is for those who do not see it. */
  static Element table(String caption, List<Element> head, List<Element> rows) {
    return scrolled(
            caption,
            element(
                "table",
                unseenCaption(caption),
                element("thead", element("tr", head)),
                element("tbody", rows)))
        .with("class", "scrolled wrapped");
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
