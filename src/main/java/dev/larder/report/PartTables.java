package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;
import static dev.larder.report.PageParts.columnHead;
import static dev.larder.report.PageParts.number;
import static dev.larder.report.PageParts.rowHead;

import dev.larder.report.Markup.Element;
import dev.larder.report.ModelCard.Part;
import java.util.ArrayList;
import java.util.List;

/** The tables of what the parts are, and of how the model does on each. */
final class PartTables {
  private final List<Part> parts;

  PartTables(List<Part> parts) {
    this.parts = parts;
  }

  /** How many rows each part has, and of which times. */
  Element rows() {
    List<Element> head =
        List.of(
            columnHead("Part"),
            number(columnHead("Applications")),
            number(columnHead("Defaulted")),
            columnHead("From"),
            columnHead("To"));
    List<Element> rows =
        parts.stream()
            .map(
                part -> {
                  long partRows = part.metrics().get("rows").longValue();
                  long positives = part.metrics().get("positives").longValue();
                  return element(
                      "tr",
                      rowHead(text(part.name())),
                      Numbers.cell(Numbers.count(partRows)),
                      Numbers.cell(
                          Numbers.count(positives)
                              + " ("
                              + Numbers.percent((double) positives / partRows)
                              + ")"),
                      element("td", Times.time(part.first())).with("class", "time"),
                      element("td", Times.time(part.last())).with("class", "time"));
                })
            .toList();
    return PageParts.table("Parts", head, rows);
  }

  /** All metrics but the numbers of rows, by their names in metrics.json. */
  Element metrics() {
    List<Element> head = new ArrayList<>(List.of(columnHead("Metric")));
    parts.forEach(part -> head.add(number(columnHead(part.name()))));
    List<Element> rows = new ArrayList<>();
    for (String name : parts.isEmpty() ? List.<String>of() : names()) {
      List<Element> cells = new ArrayList<>(List.of(rowHead(text(name.replace('_', ' ')))));
      parts.forEach(part -> cells.add(Numbers.cell(Numbers.decimal(metric(part, name)))));
      rows.add(element("tr", cells));
    }
    return PageParts.table("Metrics by part", head, rows);
  }

  private List<String> names() {
    return parts.get(0).metrics().keySet().stream()
        .filter(name -> !name.equals("rows") && !name.equals("positives"))
        .toList();
  }

  /** Null where it is undefined. */
  static Double metric(Part part, String name) {
    Number value = part.metrics().get(name);
    return value == null ? null : Double.valueOf(value.doubleValue());
  }
}
