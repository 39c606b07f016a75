package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;
import static dev.larder.report.PageParts.columnHead;
import static dev.larder.report.PageParts.number;
import static dev.larder.report.PageParts.rowHead;

import dev.larder.report.Markup.Element;
import dev.larder.report.Verification.Example;
import dev.larder.report.Verification.Verdict;
import dev.larder.report.Verification.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page that shows how the online store compares: one file, which loads nothing else. */
public final class VerificationPage {
  private static final String TITLE = "Online store against offline store";

  private final Verification verification;

  public VerificationPage(Verification verification) {
    this.verification = verification;
  }

  /** HTML in UTF-8 that is well-formed XML too; the same for equal verifications. */
  public byte[] toHtml() {
    return PageParts.page(TITLE, body());
  }

  private Element body() {
    List<Element> views = verification.views().stream().map(VerificationPage::section).toList();
    return element(
        "body",
        element(
            "header",
            element("p", "Registry " + verification.registryVersion()).with("class", "hash"),
            element("h1", TITLE),
            element("p", lede()).with("class", "lede")),
        element(
            "main",
            PageParts.section("Entities", PageParts.scrolled("Entities by verdict", summary())),
            PageParts.section("What the verdicts mean", legend()),
            element("div", views)));
  }

  private String lede() {
    String looked =
        verification.sample() == 1
            ? "Every entity was compared"
            : String.format(
                Locale.ROOT, "%s %% of the entities were compared", 100 * verification.sample());
    return looked
        + " of project "
        + verification.project()
        + ": the newest row within the intervals that were materialized, with the bytes in Redis."
        + " All times are in UTC.";
  }

  private Element summary() {
    List<Element> head = new ArrayList<>(List.of(columnHead("Feature view")));
    Arrays.stream(Verdict.values()).map(v -> number(columnHead(v.label()))).forEach(head::add);
    head.add(number(columnHead("repaired")));
    head.add(number(columnHead("deleted")));
    List<Element> rows = verification.views().stream().map(VerificationPage::row).toList();
    return element(
        "table",
        PageParts.unseenCaption("Entities by feature view and verdict"),
        element("thead", element("tr", head)),
        element("tbody", rows));
  }

  private static Element row(View view) {
    List<Element> cells = new ArrayList<>(List.of(rowHead(text(view.name()))));
    view.counts().values().stream().map(VerificationPage::count).forEach(cells::add);
    cells.add(count(view.repaired()));
    cells.add(count(view.deleted()));
    return element("tr", cells);
  }

  private static Element count(long count) {
    return number(element("td", String.format(Locale.ROOT, "%,d", count)));
  }

  private static Element legend() {
    List<Element> items =
        Arrays.stream(Verdict.values())
            .map(
                verdict ->
                    element(
                        "li",
                        element("strong", verdict.label()),
                        text(
                            ": "
                                + verdict.meaning()
                                + (verdict.isWrong() ? " (to be repaired)." : "."))))
            .toList();
    return element("ul", items).with("class", "legend");
  }

  private static Element section(View view) {
    String intervals =
        view.intervals().stream()
            .map(i -> Times.time(i.start()) + " to " + Times.time(i.end()))
            .collect(Collectors.joining(", "));
    Element read =
        element(
            "p",
            String.format(
                Locale.ROOT,
                "%,d rows of the source, of %,d entities, from %s; %,d rows without a key.",
                view.rows(),
                view.entities(),
                intervals,
                view.withoutKey()));
    return view.examples().isEmpty()
        ? PageParts.section(view.name(), read, element("p", "All entities match."))
        : PageParts.section(
            view.name(), read, PageParts.scrolled("Examples of " + view.name(), examples(view)));
  }

  private static Element examples(View view) {
    String keys = view.joinKeys().isEmpty() ? "Entity" : String.join(", ", view.joinKeys());
    Element head =
        element(
            "tr",
            columnHead("Verdict"),
            columnHead(keys),
            number(columnHead("Slot")),
            columnHead("Master"),
            columnHead("Stored"),
            columnHead("Source"),
            columnHead("Differs in"));
    return element(
        "table",
        element("caption", "At most ten examples of each verdict"),
        element("thead", head),
        element("tbody", view.examples().stream().map(VerificationPage::row).toList()));
  }

  private static Element row(Example example) {
    return element(
        "tr",
        rowHead(text(example.verdict().label())),
        element("td", example.key()),
        number(element("td", Integer.toString(example.slot()))),
        element("td", example.master()),
        element("td", time(example.stored())).with("class", "time"),
        element("td", time(example.source())).with("class", "time"),
        element("td", String.join(", ", example.differing())));
  }

  private static String time(Instant time) {
    return time == null ? "nothing" : Times.time(time);
  }
}
