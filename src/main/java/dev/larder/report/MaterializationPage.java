package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;
import static dev.larder.report.PageParts.columnHead;
import static dev.larder.report.PageParts.number;
import static dev.larder.report.PageParts.rowHead;

import dev.larder.report.Markup.Element;
import dev.larder.report.Materialization.Interval;
import dev.larder.report.Materialization.View;
import dev.larder.report.Materialization.Writes;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page that shows what a materialization did: one file, which loads nothing else. */
public final class MaterializationPage {
  private static final String TITLE = "What the materialization wrote";

  private final Materialization materialization;

  public MaterializationPage(Materialization materialization) {
    this.materialization = materialization;
  }

  /** HTML in UTF-8 that is well-formed XML too; the same for equal materializations. */
  public byte[] toHtml() {
    return PageParts.page(TITLE, body());
  }

  private Element body() {
    List<Element> views =
        materialization.views().stream().map(MaterializationPage::section).toList();
    return element(
        "body",
        element(
            "header",
            element("p", "Project " + materialization.project()).with("class", "hash"),
            element("h1", TITLE),
            element("p", lede()).with("class", "lede")),
        element(
            "main",
            PageParts.section(
                "Feature views", PageParts.scrolled("What was done for each view", summary())),
            PageParts.section(
                "Where the rows went",
                element("p", placement()),
                PageParts.scrolled("Slot map", SlotMap.of(materialization.shards()))),
            element("div", views)));
  }

  private static String lede() {
    return "Of each entity the newest row within the window is written, where it is newer than"
        + " what Redis holds; otherwise it is skipped. A row counts as written when its master has"
        + " acknowledged it, and the replicas that were asked for have it. All times are in UTC.";
  }

  private static String placement() {
    return "An entity’s hash lies in the slot that its key gives, and each slot on one shard. Rows"
        + " are brought together by slot, so that each writer talks to one shard.";
  }

  private Element summary() {
    Element head =
        element(
            "tr",
            columnHead("Feature view"),
            number(columnHead("Rows read")),
            number(columnHead("Without key")),
            number(columnHead("Written")),
            number(columnHead("Skipped")),
            number(columnHead("Retried")),
            number(columnHead("Sent")));
    return element(
        "table",
        PageParts.unseenCaption("Rows by feature view"),
        element("thead", head),
        element("tbody", materialization.views().stream().map(MaterializationPage::row).toList()));
  }

  private static Element row(View view) {
    Writes total = view.total();
    return element(
        "tr",
        rowHead(text(view.name())),
        count(view.rows()),
        count(view.withoutKey()),
        count(total.written()),
        count(total.skipped()),
        count(total.retried()),
        size(total.bytes()));
  }

  private static Element section(View view) {
    Element head =
        element(
            "tr",
            columnHead("Shard"),
            number(columnHead("Written")),
            number(columnHead("Skipped")),
            number(columnHead("Retried")),
            number(columnHead("With too few replicas")),
            number(columnHead("Sent")));
    return PageParts.section(
        view.name(),
        element("p", "Window: " + interval(view.window()) + "."),
        element("p", "Recorded before: " + texts(view.before()) + "."),
        element("p", "Recorded after: " + texts(view.after()) + "."),
        PageParts.scrolled(
            "Shards of " + view.name(),
            element(
                "table",
                PageParts.unseenCaption("Rows by shard"),
                element("thead", head),
                element("tbody", view.writes().stream().map(MaterializationPage::row).toList()))));
  }

  private static Element row(Writes writes) {
    return element(
        "tr",
        rowHead(text(writes.shard())),
        count(writes.written()),
        count(writes.skipped()),
        count(writes.retried()),
        count(writes.unreplicated()),
        size(writes.bytes()));
  }

  private static String texts(List<Interval> intervals) {
    return intervals.isEmpty()
        ? "nothing"
        : intervals.stream().map(MaterializationPage::interval).collect(Collectors.joining(", "));
  }

  private static String interval(Interval interval) {
    return Times.time(interval.start()) + " to " + Times.time(interval.end());
  }

  private static Element count(long count) {
    return number(element("td", String.format(Locale.ROOT, "%,d", count)));
  }

  private static Element size(long bytes) {
    return number(element("td", String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)));
  }
}
