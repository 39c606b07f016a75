package dev.larder.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.report.TimeAxis.Tick;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeAxisTest {
  @ParameterizedTest
  @CsvSource({
    "2021-03-14T07:10:53Z, 2021-03-14T07:11:33Z, 07:11:00",
    "2021-03-14T07:10:53Z, 2021-03-14T09:10:53Z, 08:30",
    "2021-03-14T07:10:53Z, 2021-03-15T07:10:53Z, 03-14 12:00",
    "2021-03-14T07:10:53Z, 2021-03-20T07:10:53Z, 2021-03-16",
    "2020-09-14T07:10:53Z, 2021-06-20T07:10:53Z, 2021-01",
    "2017-01-01T12:00:00Z, 2021-06-20T07:10:53Z, 2019",
    "0001-01-01T00:00:00Z, 9999-12-31T00:00:00Z, 2000",
  })
  void theTicksAreFewAndRound(Instant from, Instant to, String label) {
    TimeAxis axis = TimeAxis.over(List.of(to, from), 0, 700);
    assertThat(axis.ticks())
        .hasSizeBetween(2, 12)
        .allMatch(tick -> tick.x() >= 0 && tick.x() <= 700)
        .extracting(Tick::label)
        .doesNotHaveDuplicates()
        .contains(label);
  }

  @Test
  void allTimesLieWithinTheEnds() {
    Instant from = Instant.parse("2021-03-14T00:00:00Z");
    Instant to = Instant.parse("2021-03-15T00:00:00Z");
    TimeAxis axis = TimeAxis.over(List.of(from, to), 10, 110);
    assertThat(axis.x(from)).isBetween(10.0, 20.0);
    assertThat(axis.x(to)).isBetween(100.0, 110.0);
    assertThat(axis.x(from.minusSeconds(86400))).isNegative();
  }

  @Test
  void oneTimeAloneStandsInTheMiddle() {
    Instant time = Instant.parse("2021-03-14T00:00:00Z");
    assertThat(TimeAxis.over(List.of(time), 0, 100).x(time)).isEqualTo(50);
  }
}
