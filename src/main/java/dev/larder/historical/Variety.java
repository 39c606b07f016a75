package dev.larder.historical;

import dev.larder.report.JoinExplanation.Candidate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses rows that show as many different cases as there are. A case is an outcome or a verdict of
 * one view, or a candidate that is at the very end of what the row may see.
 */
final class Variety {
  private Variety() {}

  /**
   * Some of the rows, in the order of their times. The next is the one that adds most cases; of
   * several, one whose cases were together least often; of these, the first.
   */
  static List<JudgedRow> choose(List<JudgedRow> rows, int limit) {
    List<JudgedRow> left = new ArrayList<>(rows);
    List<JudgedRow> chosen = new ArrayList<>();
    Set<String> shown = new HashSet<>();
    Map<Set<String>, Integer> together = new HashMap<>();
    while (chosen.size() < limit && !left.isEmpty()) {
      JudgedRow next =
          left.stream()
              .min(
                  Comparator.<JudgedRow>comparingLong(row -> -added(row, shown))
                      .thenComparingInt(row -> together.getOrDefault(cases(row), 0)))
              .orElseThrow();
      left.remove(next);
      chosen.add(next);
      shown.addAll(cases(next));
      together.merge(cases(next), 1, Integer::sum);
    }
    chosen.sort(
        Comparator.comparing(
            chosenRow -> chosenRow.row().time(), Comparator.nullsFirst(Comparator.naturalOrder())));
    return chosen;
  }

  private static long added(JudgedRow row, Set<String> shown) {
    return cases(row).stream().filter(c -> !shown.contains(c)).count();
  }

  private static Set<String> cases(JudgedRow row) {
    Set<String> cases = new HashSet<>();
    for (int v = 0; v < row.views().size(); v++) {
      JudgedView view = row.views().get(v);
      cases.add(v + " " + view.outcome());
      for (Candidate candidate : view.candidates()) {
        cases.add(v + " " + candidate.verdict());
        if (candidate.eventTime().equals(view.validFrom())
            || candidate.eventTime().equals(time(row))) {
          cases.add(v + " at the end, " + candidate.verdict());
        }
      }
    }
    return cases;
  }

  /** Null where the row has none. */
  private static Instant time(JudgedRow row) {
    Long micros = row.row().time();
    return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
