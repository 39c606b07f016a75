package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;

import dev.larder.report.JoinExplanation.EntityRow;
import dev.larder.report.JoinExplanation.Outcome;
import dev.larder.report.JoinExplanation.Verdict;
import dev.larder.report.JoinExplanation.View;
import dev.larder.report.Markup.Element;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The page that shows how a point-in-time join decided: one file, which loads nothing else. */
public final class JoinPage {
  private static final String TITLE = "How the point-in-time join decided";
  private static final String STYLE = "join_page.css";

  private final JoinExplanation explanation;

  public JoinPage(JoinExplanation explanation) {
    this.explanation = explanation;
  }

  /** HTML in UTF-8 that is well-formed XML too; the same for equal explanations. */
  public byte[] toHtml() {
    StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    element("html", head(), body())
        .with("xmlns", "http://www.w3.org/1999/xhtml")
        .with("lang", "en")
        .appendTo(out);
    return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Element head() {
    return element(
        "head",
        element("meta").with("charset", "utf-8"),
        element("meta")
            .with("name", "viewport")
            .with("content", "width=device-width, initial-scale=1"),
        element("meta").with("name", "color-scheme").with("content", "light dark"),
        element("title", TITLE),
        element("style", style()));
  }

  private Element body() {
    List<Element> articles = new ArrayList<>();
    for (int i = 0; i < explanation.entityRows().size(); i++) {
      articles.add(
          new EntityRowArticle(explanation.views(), explanation.entityRows().get(i), i + 1)
              .toElement());
    }
    return element(
        "body",
        element(
            "header",
            element("p", "Training set " + explanation.contentHash()).with("class", "hash"),
            element("h1", TITLE),
            element("p", rule()).with("class", "lede")),
        element(
            "main",
            section("What became of all rows", summary()),
            section("How to read the time lines", legend()),
            section("The rows explained", element("p", choice()), contents()),
            element("div", articles)));
  }

  private String rule() {
    return "A row of a training set gets, from each feature view, the newest feature row that its"
        + " own moment knew: none from after it, and none that is older than the view’s ttl. Of"
        + " two rows for the same event, the one created later counts."
        + (explanation.createdByThen()
            ? " A feature row counts only from its created time on, where the view has one."
            : "");
  }

  private String choice() {
    return String.format(
        Locale.ROOT,
        "%,d of the %,d rows, chosen so that each case that was found is among them. The verdicts"
            + " were worked out from the feature rows alone, and agree with what the join wrote."
            + " All times are in UTC.",
        explanation.entityRows().size(),
        explanation.rows());
  }

  private static Element section(String title, Element... content) {
    return element("section", element("h2", title)).and(content);
  }

  private Element summary() {
    List<Element> rows = explanation.views().stream().map(this::summary).toList();
    Element head =
        element(
            "tr",
            columnHead("Feature view"),
            columnHead("Join keys"),
            columnHead("ttl").with("class", "number"),
            columnHead("Matched").with("class", "number"),
            columnHead("Expired").with("class", "number"),
            columnHead("Missing").with("class", "number"),
            columnHead("Share"));
    return scrolled(
        "Matches of each feature view",
        element(
                "table",
                element(
                    "caption",
                    String.format(
                        Locale.ROOT,
                        "%,d rows, from %s to %s",
                        explanation.rows(),
                        Times.time(explanation.start()),
                        Times.time(explanation.end()))),
                element("thead", head),
                element("tbody", rows))
            .with("class", "summary"));
  }

  private Element summary(View view) {
    return element(
        "tr",
        element("th", view.name()).with("scope", "row"),
        element("td", view.joinKeys().isEmpty() ? "none" : String.join(", ", view.joinKeys())),
        number(view.ttl().isZero() ? "no limit" : Times.span(view.ttl())),
        number(count(view.matched())),
        number(count(view.expired())),
        number(count(view.missing())),
        element("td", ShareBar.of(view, explanation.rows())));
  }

  private String count(long rows) {
    return String.format(
        Locale.ROOT, "%,d (%.1f %%)", rows, 100.0 * rows / Math.max(1, explanation.rows()));
  }

  private Element legend() {
    List<Element> items =
        Arrays.stream(Verdict.values())
            .filter(verdict -> explanation.createdByThen() || verdict != Verdict.NOT_YET_CREATED)
            .map(
                verdict ->
                    element(
                        "li",
                        VerdictMark.icon(verdict),
                        element("strong", verdict.label()),
                        text(": " + verdict.meaning())))
            .toList();
    return element("ul", items).with("class", "legend");
  }

  private Element contents() {
    List<Element> heads = new ArrayList<>(List.of(columnHead("Row").with("class", "number")));
    heads.add(columnHead("Time"));
    explanation.views().forEach(view -> heads.add(columnHead(view.name())));
    List<Element> rows =
        IntStream.range(0, explanation.entityRows().size()).mapToObj(this::contents).toList();
    return scrolled(
        "Rows explained",
        element(
                "table",
                element("caption", "The rows explained").with("class", "unseen"),
                element("thead", element("tr", heads)),
                element("tbody", rows))
            .with("class", "contents"));
  }

  private Element contents(int i) {
    EntityRow row = explanation.entityRows().get(i);
    List<Element> cells = new ArrayList<>();
    cells.add(
        element("th", element("a", Integer.toString(i + 1)).with("href", "#row-" + (i + 1)))
            .with("scope", "row")
            .with("class", "number"));
    cells.add(
        element("td", row.time() == null ? "none" : Times.time(row.time())).with("class", "time"));
    row.decisions().forEach(decision -> cells.add(element("td", badge(decision.outcome()))));
    return element("tr", cells);
  }

  static Element badge(Outcome outcome) {
    return element("span", outcome.label()).with("class", "badge " + outcome.label());
  }

  /** What may be wider than a phone, to be moved with fingers or keys. */
  static Element scrolled(String name, Element content) {
    return element("div", content)
        .with("class", "scrolled")
        .with("role", "region")
        .with("aria-label", name)
        .with("tabindex", 0);
  }

  private static Element columnHead(String name) {
    return element("th", name).with("scope", "col");
  }

  private static Element number(String text) {
    return element("td", text).with("class", "number");
  }

  private static String style() {
    try (InputStream in = JoinPage.class.getResourceAsStream(STYLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
