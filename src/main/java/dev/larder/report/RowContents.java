package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.PageParts.columnHead;
import static dev.larder.report.PageParts.number;
import static dev.larder.report.PageParts.rowHead;

import dev.larder.report.JoinExplanation.EntityRow;
import dev.larder.report.Markup.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The table of the rows that a page explains, with a link to each. */
final class RowContents {
  private RowContents() {}

  static Element of(JoinExplanation explanation) {
    List<Element> heads = new ArrayList<>();
    heads.add(number(columnHead("Row")));
    heads.add(columnHead("Time"));
    explanation.views().forEach(view -> heads.add(columnHead(view.name())));
    List<EntityRow> rows = explanation.entityRows();
    return element(
        "table",
        PageParts.unseenCaption("The rows explained"),
        element("thead", element("tr", heads)),
        element(
            "tbody",
            IntStream.range(0, rows.size()).mapToObj(i -> row(rows.get(i), i + 1)).toList()));
  }

  /** The id of a row's part of the page. */
  static String id(int number) {
    return "row-" + number;
  }

  private static Element row(EntityRow row, int number) {
    List<Element> cells = new ArrayList<>();
    cells.add(
        number(rowHead(element("a", Integer.toString(number)).with("href", "#" + id(number)))));
    cells.add(
        element("td", row.time() == null ? "none" : Times.time(row.time())).with("class", "time"));
    row.decisions()
        .forEach(decision -> cells.add(element("td", PageParts.badge(decision.outcome()))));
    return element("tr", cells);
  }
}
