package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;

import dev.larder.report.JoinExplanation.Verdict;
import dev.larder.report.Markup.Element;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The page that shows how a point-in-time join decided: one file, which loads nothing else. */
public final class JoinPage {
  private static final String TITLE = "How the point-in-time join decided";

  private final JoinExplanation explanation;

  public JoinPage(JoinExplanation explanation) {
    this.explanation = explanation;
  }

  /** HTML in UTF-8 that is well-formed XML too; the same for equal explanations. */
  public byte[] toHtml() {
    return PageParts.page(TITLE, body());
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
            PageParts.section(
                "What became of all rows",
                PageParts.scrolled(
                    "Matches of each view", new ViewSummary(explanation).toElement())),
            PageParts.section("How to read the time lines", legend()),
            PageParts.section(
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
}
