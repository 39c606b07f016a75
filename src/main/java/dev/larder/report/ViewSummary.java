package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;
import static dev.larder.report.PageParts.columnHead;
import static dev.larder.report.PageParts.number;
import static dev.larder.report.PageParts.rowHead;

import dev.larder.report.JoinExplanation.View;
import dev.larder.report.Markup.Element;
import java.util.List;
import java.util.Locale;

/** The table of what became of all rows of the training set, view by view. */
final class ViewSummary {
  private final JoinExplanation explanation;

  ViewSummary(JoinExplanation explanation) {
    this.explanation = explanation;
  }

  Element toElement() {
    List<Element> rows = explanation.views().stream().map(this::row).toList();
    Element head =
        element(
            "tr",
            columnHead("Feature view"),
            columnHead("Join keys"),
            number(columnHead("ttl")),
            number(columnHead("Matched")),
            number(columnHead("Expired")),
            number(columnHead("Missing")),
            columnHead("Share"));
    return element(
        "table", element("caption", caption()), element("thead", head), element("tbody", rows));
  }

  private String caption() {
    return String.format(
        Locale.ROOT,
        "%,d rows, from %s to %s",
        explanation.rows(),
        Times.time(explanation.start()),
        Times.time(explanation.end()));
  }

  private Element row(View view) {
    return element(
        "tr",
        rowHead(text(view.name())),
        element("td", view.joinKeys().isEmpty() ? "none" : String.join(", ", view.joinKeys())),
        number(element("td", view.ttl().isZero() ? "no limit" : Times.span(view.ttl()))),
        number(element("td", count(view.matched()))),
        number(element("td", count(view.expired()))),
        number(element("td", count(view.missing()))),
        element("td", ShareBar.of(view, explanation.rows())));
  }

  private String count(long rows) {
    return String.format(
        Locale.ROOT, "%,d (%.1f %%)", rows, 100.0 * rows / Math.max(1, explanation.rows()));
  }
}
