package dev.larder.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.larder.model.InputType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {
  @Test
  void isTheSumOverBinsOfTheDifferenceTimesTheLogarithmOfTheRatio() {
    // 0.5 → 0.4, 0.3 → 0.3, 0.2 → 0.3
    assertThat(Drift.psi(new long[] {500, 300, 200}, new long[] {40, 30, 30}))
        .isEqualTo(-0.1 * Math.log(0.8) + 0.1 * Math.log(1.5), within(1e-15))
        .isEqualTo(0.0628608, within(1e-7));
    assertThat(Drift.psi(new long[] {500, 300, 200}, new long[] {5, 3, 2})).isZero();
  }

  @Test
  void anEmptyBinCountsAsATenThousandth() {
    assertThat(Drift.psi(new long[] {0, 10}, new long[] {10, 10}))
        .isEqualTo(
            (0.5 - 0.0001) * Math.log(0.5 / 0.0001) + (0.5 - 1) * Math.log(0.5), within(1e-12));
    assertThat(Drift.psi(new long[] {0, 10}, new long[] {0, 3})).isZero();
  }

  @Test
  void ofNoRowsIsUndefined() {
    assertThat(Drift.psi(new long[] {1, 2}, new long[] {0, 0})).isNull();
  }

  @Test
  void numbersHaveTenthsOfTheTrainPartAndWhatIsMissingABinOfItsOwn() {
    List<Integer> numbers = IntStream.rangeClosed(1, 100).boxed().toList();
    ValueBins bins = ValueBins.of(InputType.INT32, numbers);
    assertThat(bins.count()).isEqualTo(11);
    long[] counts = new long[bins.count()];
    numbers.forEach(number -> counts[bins.of(number)]++);
    assertThat(counts).containsExactly(0, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10);
    assertThat(bins.of(null)).isZero();
    assertThat(bins.of(-1e9)).isEqualTo(1);
    assertThat(bins.of(1e9f)).isEqualTo(10);
  }

  @Test
  void aNumberThatIsMostOfThemHasOneBin() {
    ValueBins bins = ValueBins.of(InputType.INT64, List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 3L, 9L));
    assertThat(bins.count()).isEqualTo(4);
    assertThat(List.of(bins.of(0L), bins.of(1L), bins.of(3L), bins.of(4L)))
        .containsExactly(1, 2, 2, 3);
  }

  @Test
  void textsHaveTheMostFrequentOfTheTrainPartAndOneBinForAllOthers() {
    ValueBins bins = ValueBins.of(InputType.STRING, Arrays.asList("b", "a", "b", null, "c"));
    assertThat(bins.count()).isEqualTo(5);
    assertThat(List.of(bins.of("b"), bins.of("a"), bins.of("c"), bins.of("new")))
        .containsExactly(1, 2, 3, 4);
    ValueBins many =
        ValueBins.of(InputType.STRING, IntStream.range(0, 1000).mapToObj(i -> "t" + i).toList());
    assertThat(many.count()).isEqualTo(22);
  }

  @Test
  void aColumnWithoutAnyValueIsStillBinned() {
    assertThat(ValueBins.of(InputType.STRING, Arrays.asList(null, null)).of("late")).isEqualTo(1);
    assertThat(ValueBins.of(InputType.DOUBLE, Arrays.asList(null, null)).of(4.0)).isEqualTo(1);
    assertThat(ValueBins.of(InputType.BOOL, List.of(true, true, false)).of(false)).isEqualTo(2);
  }
}
