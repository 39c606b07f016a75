package dev.larder.report;

import static dev.larder.report.Markup.element;
import static dev.larder.report.Markup.text;

import dev.larder.report.JoinExplanation.Candidate;
import dev.larder.report.JoinExplanation.Decision;
import dev.larder.report.JoinExplanation.Verdict;
import dev.larder.report.Markup.Element;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The candidates of one decision, each with its verdict and the reason in words. */
final class CandidateTable {
  private CandidateTable() {}

  /**
   * The table.
   *
   * @param decision has candidates
   * @param caption for those who do not see what stands above
   */
  static Element of(Decision decision, Instant time, String caption) {
    List<Element> rows = new ArrayList<>();
    for (int i = 0; i < decision.candidates().size(); i++) {
      rows.add(row(decision, time, i));
    }
    return element(
            "table",
            PageParts.unseenCaption(caption),
            element(
                "thead",
                element(
                    "tr",
                    PageParts.number(PageParts.columnHead("No.")),
                    PageParts.columnHead("Verdict"),
                    PageParts.columnHead("Event time"),
                    PageParts.columnHead("Created time"),
                    PageParts.columnHead("Reason"))),
            element("tbody", rows))
        .with("class", "candidates");
  }

  private static Element row(Decision decision, Instant time, int i) {
    Candidate candidate = decision.candidates().get(i);
    Verdict verdict = candidate.verdict();
    Element row =
        element(
            "tr",
            PageParts.number(PageParts.rowHead(text(Integer.toString(i + 1)))),
            element("td", VerdictMark.icon(verdict), text(" " + verdict.label()))
                .with("class", "verdict"),
            element("td", Times.time(candidate.eventTime())).with("class", "time"),
            element(
                    "td",
                    candidate.createdTime() == null ? "none" : Times.time(candidate.createdTime()))
                .with("class", "time"),
            element("td", reason(decision, time, candidate)));
    return verdict == Verdict.CHOSEN ? row.with("class", "chosen") : row;
  }

  private static String reason(Decision decision, Instant time, Candidate candidate) {
    return switch (candidate.verdict()) {
      case CHOSEN -> age(candidate, time);
      case FUTURE -> Times.span(Duration.between(time, candidate.eventTime())) + " after the row";
      case NOT_YET_CREATED ->
          candidate.createdTime() == null
              ? "no created time"
              : "created "
                  + Times.span(Duration.between(time, candidate.createdTime()))
                  + " after the row";
      case EXPIRED ->
          Times.span(Duration.between(candidate.eventTime(), decision.validFrom()))
              + " past the ttl";
      case OLDER_CREATED -> "no. " + (decision.chosen() + 1) + " was created later";
      case TIE -> "no. " + (decision.chosen() + 1) + " has greater values";
      case SUPERSEDED -> "no. " + (decision.chosen() + 1) + " is newer";
    };
  }

  private static String age(Candidate candidate, Instant time) {
    Duration age = Duration.between(candidate.eventTime(), time);
    return age.isZero() ? "at the row’s very time" : Times.span(age) + " before the row";
  }
}
