package dev.larder.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "P3650D     | 3,650 d",
        "P12DT4H59M | 12 d 4 h",
        "P12DT59M   | 12 d",
        "PT3H20M5S  | 3 h 20 min",
        "PT61S      | 1 min 1 s",
        "PT1.5S     | 1 s",
        "PT0.25S    | 250000 µs",
        "PT0.000001S| 1 µs",
        "PT0S       | 0 s",
      })
  void aSpanHasItsTwoGreatestUnits(Duration span, String text) {
    assertThat(Times.span(span)).isEqualTo(text);
  }

  @Test
  void aTimeHasAFractionWhereThereIsOne() {
    assertThat(Times.time(Instant.parse("2021-08-25T20:34:41Z"))).isEqualTo("2021-08-25 20:34:41");
    assertThat(Times.time(Instant.parse("1969-12-31T23:59:59.999999Z")))
        .isEqualTo("1969-12-31 23:59:59.999999");
  }
}
