package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
  @ParameterizedTest
  @CsvSource({
    "Int46, ' Did you mean ''Int64''?'",
    "flie, ' Did you mean ''file''?'",
    "FILE, ' Did you mean ''file''?'",
    "entites, ' Did you mean ''entities''?'",
    "zzz, ' Known: Int32, Int64, entities, file.'",
    "'', ' Known: Int32, Int64, entities, file.'"
  })
  void theNearestNameIsOfferedOrAllAre(String name, String hint) {
    assertThat(DidYouMean.hint(name, List.of("Int64", "Int32", "file", "entities")))
        .isEqualTo(hint);
  }

  @ParameterizedTest
  @CsvSource({"10, .", "11, ' …'"})
  void tenNamesAreListedAtMost(int count, String end) {
    List<String> names = IntStream.range(0, count).mapToObj(i -> "name" + (10 + i)).toList();
    assertThat(DidYouMean.hint("other", names)).endsWith("name19" + (count > 10 ? "," : "") + end);
  }
}
