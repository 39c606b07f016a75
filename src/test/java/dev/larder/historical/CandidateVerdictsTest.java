package dev.larder.historical;

import static dev.larder.report.JoinExplanation.Verdict.CHOSEN;
import static dev.larder.report.JoinExplanation.Verdict.EXPIRED;
import static dev.larder.report.JoinExplanation.Verdict.FUTURE;
import static dev.larder.report.JoinExplanation.Verdict.NOT_YET_CREATED;
import static dev.larder.report.JoinExplanation.Verdict.OLDER_CREATED;
import static dev.larder.report.JoinExplanation.Verdict.SUPERSEDED;
import static dev.larder.report.JoinExplanation.Verdict.TIE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.historical.CandidateRows.Candidate;
import dev.larder.report.JoinExplanation.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateVerdictsTest {
  private static final long TIME = 100;
  private static final CandidateVerdicts ANY_AGE = new CandidateVerdicts(0, false);
  private static final CandidateVerdicts TEN = new CandidateVerdicts(10, false);
  private static final CandidateVerdicts CREATED_BY_THEN = new CandidateVerdicts(10, true);

  @Test
  void theNewestThatIsNotAfterTheRowIsChosen() {
    assertThat(ANY_AGE.of(TIME, List.of(at(101), at(100), at(99), at(-1_000))))
        .containsExactly(FUTURE, CHOSEN, SUPERSEDED, SUPERSEDED);
  }

  @Test
  void bothEndsOfTheTtlAreIncluded() {
    assertThat(TEN.of(TIME, List.of(at(100)))).containsExactly(CHOSEN);
    assertThat(TEN.of(TIME, List.of(at(90), at(89)))).containsExactly(CHOSEN, EXPIRED);
    assertThat(TEN.of(TIME, List.of(at(101), at(89)))).containsExactly(FUTURE, EXPIRED);
  }

  @Test
  void ofOneEventTheRowThatWasCreatedLastIsChosen() {
    assertThat(TEN.of(TIME, List.of(at(95, 120L), at(95, 96L), at(95, null), at(94, 200L))))
        .containsExactly(CHOSEN, OLDER_CREATED, OLDER_CREATED, SUPERSEDED);
  }

  @Test
  void rowsWithEqualTimesDifferByTheirValues() {
    assertThat(TEN.of(TIME, List.of(at(95, 96L), at(95, 96L), at(95, 95L))))
        .containsExactly(CHOSEN, TIE, OLDER_CREATED);
    assertThat(TEN.of(TIME, List.of(at(95, null), at(95, null)))).containsExactly(CHOSEN, TIE);
  }

  @Test
  void aRowCountsFromItsCreatedTimeOnWhereThatIsAskedFor() {
    assertThat(
            CREATED_BY_THEN.of(
                TIME,
                List.of(at(101, 90L), at(95, 101L), at(95, 100L), at(95, null), at(80, 101L))))
        .containsExactly(FUTURE, NOT_YET_CREATED, CHOSEN, NOT_YET_CREATED, NOT_YET_CREATED);
  }

  @Test
  void theVerdictsComeToAnOutcome() {
    assertThat(CandidateVerdicts.outcome(List.of(FUTURE, CHOSEN, EXPIRED)))
        .isEqualTo(Outcome.MATCHED);
    assertThat(CandidateVerdicts.outcome(List.of(FUTURE, EXPIRED))).isEqualTo(Outcome.EXPIRED);
    assertThat(CandidateVerdicts.outcome(List.of(FUTURE, NOT_YET_CREATED)))
        .isEqualTo(Outcome.MISSING);
    assertThat(CandidateVerdicts.outcome(List.of())).isEqualTo(Outcome.MISSING);
  }

  private static Candidate at(long eventTime) {
    return at(eventTime, null);
  }

  private static Candidate at(long eventTime, Long createdTime) {
    return new Candidate(eventTime, createdTime, 1, null);
  }
}
