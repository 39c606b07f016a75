package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;

import dev.larder.report.JoinExplanation.Verdict;
import dev.larder.report.Markup.Element;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
            section(
                "What became of all rows",
                PageParts.scrolled(
                    "Matches of each view", new ViewSummary(explanation).toElement())),
            section("How to read the time lines", legend()),
            section(
                "The rows explained",
                element("p", choice()),
                PageParts.scrolled("Rows explained", RowContents.of(explanation))),
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

  private static String style() {
    try (InputStream in = JoinPage.class.getResourceAsStream(STYLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
