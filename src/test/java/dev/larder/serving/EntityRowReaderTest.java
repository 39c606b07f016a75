package dev.larder.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.feature.FeatureView;
import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.testing.FeatureViews;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EntityRowReaderTest {
  private static FeatureViewProjection projection(Map<String, String> joinKeyMap, Field... keys) {
    FeatureView view =
        FeatureViews.view(
            "view", Duration.ZERO, List.of(keys), null, List.of(new Field("f", ValueType.INT64)));
    return new FeatureViewProjection(view, "", view.features(), joinKeyMap);
  }

  static Stream<Arguments> valuesOfTheirTypes() {
    Instant time = Instant.parse("2021-08-30T12:00:00Z");
    return Stream.of(
        Arguments.of(ValueType.STRING, "a", "a"),
        Arguments.of(ValueType.INT64, 7, 7L),
        Arguments.of(ValueType.INT64, 7L, 7L),
        Arguments.of(ValueType.INT32, 7L, 7),
        Arguments.of(ValueType.BYTES, "AP8=", new byte[] {0, -1}),
        Arguments.of(ValueType.BYTES, new byte[] {1}, new byte[] {1}),
        Arguments.of(ValueType.UNIX_TIMESTAMP, 1630324800, 1630324800L),
        Arguments.of(ValueType.UNIX_TIMESTAMP, "2021-08-30T12:00:00Z", time.getEpochSecond()),
        Arguments.of(ValueType.UNIX_TIMESTAMP, time, time.getEpochSecond()));
  }

  @ParameterizedTest
  @MethodSource("valuesOfTheirTypes")
  void valuesGetTheDeclaredType(ValueType type, Object given, Object expected) {
    List<List<Object[]>> values =
        new EntityRowReader(List.of(projection(Map.of(), new Field("k", type))))
            .read(List.of(Map.of("k", given)));
    assertThat(values.get(0).get(0)).isEqualTo(new Object[] {expected});
  }

  static Stream<Arguments> valuesOfOtherTypes() {
    return Stream.of(
        Arguments.of(ValueType.STRING, 7, "Expected text, found another whole number."),
        Arguments.of(ValueType.INT64, "secret", "Expected a whole number of 64 bits, found text."),
        Arguments.of(
            ValueType.INT64,
            7.0,
            "Expected a whole number of 64 bits, found a number with a fraction."),
        Arguments.of(
            ValueType.INT64,
            true,
            "Expected a whole number of 64 bits, found neither text nor a number."),
        Arguments.of(
            ValueType.INT32,
            1L << 31,
            "Expected a whole number of 32 bits, found another whole number."),
        Arguments.of(ValueType.BYTES, "secret!", "Expected bytes in Base64, found text."),
        Arguments.of(
            ValueType.UNIX_TIMESTAMP,
            "secret",
            "Expected a time such as 2021-08-30T12:00:00Z, or seconds since 1970, found text."));
  }

  @ParameterizedTest
  @MethodSource("valuesOfOtherTypes")
  void otherValuesAreRefusedWithoutShowingThem(ValueType type, Object given, String message) {
    EntityRowReader reader =
        new EntityRowReader(List.of(projection(Map.of(), new Field("k", type))));
    assertThatThrownBy(() -> reader.read(List.of(Map.of("k", given))))
        .isInstanceOf(UserException.class)
        .hasMessage("entity row 1, column k: " + message);
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("k", null);
    EntityRowReader reader =
        new EntityRowReader(List.of(projection(Map.of(), new Field("k", ValueType.STRING))));
    assertThatThrownBy(() -> reader.read(List.of(Map.of("kk", "a"), withNull)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            entity row 1: 'kk' is no join key of these features. Did you mean 'k'?
            entity row 1: The join key 'k' is missing.
            entity row 2: The join key 'k' is null.\
            """);
  }

  @Test
  void mappedJoinKeysAreLookedUpByTheirColumns() {
    Field key = new Field("k", ValueType.STRING);
    List<FeatureViewProjection> projections =
        List.of(projection(Map.of(), key), projection(Map.of("k", "other_k"), key));
    assertThat(EntityRowReader.columns(projections)).containsOnlyKeys("k", "other_k");
    List<List<Object[]>> values =
        new EntityRowReader(projections).read(List.of(Map.of("k", "a", "other_k", "b")));
    assertThat(values.get(0)).containsExactly(new Object[] {"a"}, new Object[] {"b"});
  }
}
