package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;

import dev.larder.report.JoinExplanation.Decision;
import dev.larder.report.JoinExplanation.EntityRow;
import dev.larder.report.JoinExplanation.Outcome;
import dev.larder.report.JoinExplanation.Value;
import dev.larder.report.JoinExplanation.View;
import dev.larder.report.Markup.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The part of the page about one row: what it came with, and a time line for each view. */
final class EntityRowArticle {
  private final List<View> views;
  private final EntityRow row;
  private final int number;

  /**
   * @param number of the row on the page, from 1
   */
  EntityRowArticle(List<View> views, EntityRow row, int number) {
    this.views = views;
    this.row = row;
    this.number = number;
  }

  Element toElement() {
    String time = row.time() == null ? "without a time" : Times.time(row.time());
    List<Element> parts = new ArrayList<>();
    parts.add(
        element("h2", element("span", "Row " + number), text(" " + time))
            .with("id", RowContents.id(number)));
    parts.add(values(row.columns()));
    for (int v = 0; v < views.size(); v++) {
      parts.add(decision(views.get(v), row.decisions().get(v), number + "-" + (v + 1)));
    }
    return element("article", parts).with("aria-labelledby", RowContents.id(number));
  }

  private Element decision(View view, Decision decision, String id) {
    List<Element> parts = new ArrayList<>();
    parts.add(element("h3", text(view.name() + " "), PageParts.badge(decision.outcome())));
    parts.add(element("p", lookup(view, decision)).with("class", "lookup"));
    if (!decision.candidates().isEmpty()) {
      String title = "Candidates of " + view.name() + " for row " + number;
      parts.add(
          PageParts.scrolled(title, JoinTimeLine.of(decision, row.time(), title, "line-" + id)));
      parts.add(
          PageParts.scrolled(
              title + ", as a table", CandidateTable.of(decision, row.time(), title)));
    }
    if (decision.left() > 0) {
      parts.add(
          element(
              "p",
              String.format(
                  Locale.ROOT,
                  "%,d more feature rows with these keys, farther from the row’s time, are left out.",
                  decision.left())));
    }
    if (decision.outcome() == Outcome.MATCHED) {
      parts.add(element("p", "What the row got:").with("class", "got"));
      parts.add(values(decision.features()));
    }
    return element("section", parts).with("class", "decision");
  }

  /** By what was looked, and what came of it where the time line cannot show it. */
  private String lookup(View view, Decision decision) {
    List<String> keys = new ArrayList<>();
    decision.keys().forEach(key -> keys.add(key.name() + " = " + shown(key)));
    String by =
        keys.isEmpty() ? "Looked up by time alone" : "Looked up by " + String.join(", ", keys);
    String ttl = view.ttl().isZero() ? "no ttl" : "ttl " + Times.span(view.ttl());
    String found = "";
    if (row.time() == null) {
      found = " A row without a time matches nothing.";
    } else if (decision.keys().stream().anyMatch(key -> key.text() == null)) {
      found = " A key that is null matches nothing.";
    } else if (decision.candidates().isEmpty()) {
      found = " No feature row with these keys was found.";
    }
    return by + "; " + ttl + "." + found;
  }

  private static Element values(List<Value> values) {
    return element(
            "dl",
            values.stream()
                .map(
                    value ->
                        element(
                            "div",
                            element("dt", value.name()),
                            element("dd", shown(value))
                                .with("class", value.text() == null ? "null" : "value")))
                .toList())
        .with("class", "values");
  }

  private static String shown(Value value) {
    return value.text() == null ? "null" : value.text();
  }
}
