package dev.larder.historical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.historical.TrainingSetSample.SampleRow;
import dev.larder.report.JoinExplanation.Candidate;
import dev.larder.report.JoinExplanation.Outcome;
import dev.larder.report.JoinExplanation.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class VarietyTest {
  @Test
  void rareCasesComeBeforeRepeatedOnes() {
    List<JudgedRow> rows = new ArrayList<>();
    for (long time = 100; time < 200; time++) {
      rows.add(row(time, Outcome.MATCHED, Verdict.CHOSEN));
    }
    JudgedRow missing = row(300, Outcome.MISSING);
    JudgedRow corrected = row(400, Outcome.MATCHED, Verdict.OLDER_CREATED, Verdict.CHOSEN);
    rows.add(missing);
    rows.add(corrected);
    assertThat(Variety.choose(rows, 3)).containsExactly(rows.get(0), missing, corrected);
  }

  @Test
  void ofRowsThatAddNothingThoseOfRareKindsComeFirst() {
    JudgedRow both = row(1, Outcome.MATCHED, Verdict.CHOSEN, Verdict.FUTURE);
    JudgedRow same = row(2, Outcome.MATCHED, Verdict.CHOSEN, Verdict.FUTURE);
    JudgedRow plain = row(3, Outcome.MATCHED, Verdict.CHOSEN);
    assertThat(Variety.choose(List.of(both, same, plain), 2)).containsExactly(both, plain);
  }

  @Test
  void theOrderIsThatOfTime() {
    JudgedRow late = row(9, Outcome.MISSING);
    JudgedRow early = row(3, Outcome.MISSING);
    JudgedRow timeless = new JudgedRow(sample(null), List.of());
    assertThat(Variety.choose(List.of(late, timeless, early), 10))
        .containsExactly(timeless, early, late);
  }

  /** Its candidates lie far before it. */
  private static JudgedRow row(long time, Outcome outcome, Verdict... verdicts) {
    List<Candidate> candidates =
        Stream.of(verdicts).map(v -> new Candidate(Instant.MIN, null, v)).toList();
    return new JudgedRow(sample(time), List.of(new JudgedView(null, outcome, candidates, 0, null)));
  }

  private static SampleRow sample(Long time) {
    return new SampleRow(time, RowFactory.create(), List.of(), List.of());
  }
}
