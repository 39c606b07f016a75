package dev.larder.materialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.feature.FeatureView;
import dev.larder.registry.MaterializationInterval;
import dev.larder.testing.FeatureViews;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaterializationWindowTest {
  private static final Instant NOW = Instant.parse("2021-08-25T00:00:00Z");
  private static final Instant END = Instant.parse("2021-08-24T00:00:00Z");

  @Test
  void theFirstIncrementalRunReachesBackByTheTtlFromNow() {
    assertThat(incremental(Duration.ofDays(90), List.of()).start())
        .isEqualTo(NOW.minus(Duration.ofDays(90)));
  }

  @Test
  void theFirstIncrementalRunWithoutTtlReachesBackFiftyTwoWeeks() {
    assertThat(incremental(Duration.ZERO, List.of()).start())
        .isEqualTo(NOW.minus(Duration.ofDays(364)));
  }

  @Test
  void incrementalRunsStartAtTheGreatestRecordedEnd() {
    MaterializationWindow window =
        incremental(Duration.ofDays(90), List.of(interval("2021-08-20"), interval("2021-08-10")));
    assertThat(window.start()).isEqualTo(Instant.parse("2021-08-20T00:00:00Z"));
    assertThat(window.isUpToDate()).isFalse();
  }

  @Test
  void nothingIsLeftToDoWhereTheRecordedEndIsNotBeforeTheNewOne() {
    assertThat(incremental(Duration.ZERO, List.of(interval("2021-08-24"))).isUpToDate()).isTrue();
    assertThat(incremental(Duration.ZERO, List.of(interval("2030-01-01"))).isUpToDate()).isTrue();
  }

  @Test
  void anIncrementalRunMayLookBackFromTheLastEnd() {
    List<MaterializationInterval> before = List.of(interval("2021-08-20"));
    MaterializationWindow window = incremental(Duration.ZERO, before, Duration.ofDays(2));
    assertThat(window.start()).isEqualTo(Instant.parse("2021-08-18T00:00:00Z"));
    assertThat(window.lastEnd()).isEqualTo(Instant.parse("2021-08-20T00:00:00Z"));
    assertThat(window.looksBack()).isTrue();
    assertThat(incremental(Duration.ZERO, before, Duration.ZERO).looksBack()).isFalse();
  }

  @Test
  void aFirstRunHasNothingToLookBackFrom() {
    MaterializationWindow window = incremental(Duration.ofDays(90), List.of(), Duration.ofDays(2));
    assertThat(window.start()).isEqualTo(NOW.minus(Duration.ofDays(90)));
    assertThat(window.looksBack()).isFalse();
  }

  @Test
  void noWindowStartsBeforeFeastsTimesDo() {
    assertThat(
            incremental(
                    Duration.ZERO, List.of(interval("2021-08-20")), Duration.ofDays(1_000_000_000L))
                .start())
        .isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
  }

  @Test
  void lookingBackIsNoReasonToRunWhereTheEndIsNotPastTheLastOne() {
    assertThat(
            incremental(Duration.ZERO, List.of(interval("2021-08-24")), Duration.ofDays(2))
                .isUpToDate())
        .isTrue();
  }

  @Test
  void aWindowMayBeOneInstantButNotEndBeforeItStarts() {
    assertThat(MaterializationWindow.between(view(Duration.ZERO), END, END).end()).isEqualTo(END);
    assertThatThrownBy(() -> MaterializationWindow.between(view(Duration.ZERO), NOW, END))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("START 2021-08-25T00:00:00Z is after END 2021-08-24T00:00:00Z");
  }

  private static MaterializationWindow incremental(
      Duration ttl, List<MaterializationInterval> intervals) {
    return incremental(ttl, intervals, Duration.ZERO);
  }

  private static MaterializationWindow incremental(
      Duration ttl, List<MaterializationInterval> intervals, Duration lookback) {
    return MaterializationWindow.incremental(view(ttl), intervals, END, lookback, NOW);
  }

  private static MaterializationInterval interval(String end) {
    return new MaterializationInterval(Instant.EPOCH, Instant.parse(end + "T00:00:00Z"));
  }

  private static FeatureView view(Duration ttl) {
    return FeatureViews.view("v", ttl, List.of(), null, List.of());
  }
}
