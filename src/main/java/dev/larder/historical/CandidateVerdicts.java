package dev.larder.historical;

import dev.larder.historical.CandidateRows.Candidate;
import dev.larder.report.JoinExplanation.Outcome;
import dev.larder.report.JoinExplanation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The rules of the point-in-time join, read one candidate at a time: what says why also checks the
 * join, so it shares nothing with it.
 *
 * @param ttlMicros how old a candidate may be, both ends included; 0 for any age
 * @param createdByThen whether a candidate counts only if it had been created by the row's time;
 *     one without created time never does
 */
record CandidateVerdicts(long ttlMicros, boolean createdByThen) {
  /**
   * The verdict on each candidate, in their order.
   *
   * @param time the row's, in microseconds since the epoch
   * @param newestFirst the newest of those that the row may see is chosen
   */
  List<Verdict> of(long time, List<Candidate> newestFirst) {
    List<Verdict> verdicts = new ArrayList<>();
    Candidate chosen = null;
    for (Candidate candidate : newestFirst) {
      Verdict verdict = refusal(time, candidate);
      if (verdict == null) {
        verdict = chosen == null ? Verdict.CHOSEN : beaten(candidate, chosen);
        chosen = chosen == null ? candidate : chosen;
      }
      verdicts.add(verdict);
    }
    return verdicts;
  }

  /** What the verdicts come to. */
  static Outcome outcome(List<Verdict> verdicts) {
    if (verdicts.contains(Verdict.CHOSEN)) {
      return Outcome.MATCHED;
    }
    return verdicts.contains(Verdict.EXPIRED) ? Outcome.EXPIRED : Outcome.MISSING;
  }

  /** Why the row may not see the candidate, whatever others there are; null where it may. */
  private Verdict refusal(long time, Candidate candidate) {
    if (candidate.eventTime() > time) {
      return Verdict.FUTURE;
    } else if (createdByThen
        && (candidate.createdTime() == null || candidate.createdTime() > time)) {
      return Verdict.NOT_YET_CREATED;
    }
    return ttlMicros > 0 && time - candidate.eventTime() > ttlMicros ? Verdict.EXPIRED : null;
  }

  private static Verdict beaten(Candidate candidate, Candidate chosen) {
    if (candidate.eventTime() < chosen.eventTime()) {
      return Verdict.SUPERSEDED;
    }
    return Objects.equals(candidate.createdTime(), chosen.createdTime())
        ? Verdict.TIE
        : Verdict.OLDER_CREATED;
  }
}
