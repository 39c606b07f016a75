package dev.larder.historical;

import dev.larder.report.JoinExplanation.Candidate;
import dev.larder.report.JoinExplanation.Outcome;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * What the rules say of one view for one row.
 *
 * @param validFrom the least event time that the ttl allows; null for no limit, and where the row
 *     has no time
 * @param candidates from the oldest to the newest
 * @param left how many candidates are not among these
 * @param features of the chosen candidate; null where there is none
 */
record JudgedView(
    Instant validFrom, Outcome outcome, List<Candidate> candidates, long left, Row features) {
  JudgedView {
    candidates = List.copyOf(candidates);
  }
}
