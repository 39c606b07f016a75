package dev.larder.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MaskTest {
  @Test
  void sensitiveKeysAreNumberedInTheOrderOfTheReport() {
    Mask mask = new Mask(true);
    assertThat(mask.apply("19790429_9552")).isEqualTo("key #1");
    assertThat(mask.apply("19530219_5179")).isEqualTo("key #2");
    assertThat(mask.apply("19790429_9552")).isEqualTo("key #1");
    assertThat(mask.apply(List.of("19790429_9552", 76104L))).isEqualTo("key #3");
  }

  @Test
  void otherKeysAreShownAsTheyAre() {
    Mask mask = new Mask(false);
    assertThat(mask.apply(76104L)).isEqualTo("76104");
    assertThat(mask.apply("00501")).isEqualTo("00501");
  }

  @Test
  void nullIsNoKey() {
    assertThat(new Mask(true).apply(null)).isEqualTo("null");
    assertThat(new Mask(false).apply(null)).isEqualTo("null");
  }
}
