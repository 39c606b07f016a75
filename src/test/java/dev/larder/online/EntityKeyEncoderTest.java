package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EntityKeyEncoderTest {
  private static final HexFormat HEX = HexFormat.of();

  static Stream<Arguments> keysOfFeast() {
    List<Field> driver = keys("driver_id", ValueType.INT64);
    List<Field> two = keys("user_id", ValueType.STRING, "country", ValueType.STRING);
    return Stream.of(
        key(
            3,
            "feature_repo",
            driver,
            "01000000 02000000 09000000 6472697665725f6964 04000000 08000000 e903000000000000"
                + " 666561747572655f7265706f",
            1001L),
        key(
            2,
            "feature_repo",
            driver,
            "02000000 6472697665725f6964 04000000 08000000 e903000000000000"
                + " 666561747572655f7265706f",
            1001L),
        key(
            1,
            "feature_repo",
            driver,
            "02000000 6472697665725f6964 04000000 04000000 e9030000 666561747572655f7265706f",
            1001L),
        key(
            3,
            "shop",
            two,
            "02000000 02000000 07000000 636f756e747279 02000000 07000000 757365725f6964"
                + " 02000000 02000000 4553 02000000 04000000 752d3432 73686f70",
            "u-42",
            "ES"),
        key(
            2,
            "shop",
            two,
            "02000000 636f756e747279 02000000 757365725f6964 02000000 02000000 4553"
                + " 02000000 04000000 752d3432 73686f70",
            "u-42",
            "ES"),
        key(
            3,
            "p",
            keys("store", ValueType.INT32),
            "01000000 02000000 05000000 73746f7265 03000000 04000000 ffffffff 70",
            -1),
        key(
            3,
            "p",
            keys("e2", ValueType.UNIX_TIMESTAMP),
            "01000000 02000000 02000000 6532 08000000 08000000 e884d56800000000 70",
            1758823656L),
        key(
            1,
            "p",
            keys("e2", ValueType.UNIX_TIMESTAMP),
            "02000000 6532 08000000 08000000 e884d56800000000 70",
            1758823656L),
        key(
            3,
            "p",
            keys("h", ValueType.BYTES),
            "01000000 02000000 01000000 68 01000000 02000000 00ff 70",
            new byte[] {0, -1}),
        key(
            3,
            "p",
            keys("用户", ValueType.STRING),
            "01000000 02000000 06000000 e794a8e688b7 02000000 02000000 c3a9 70",
            "é"),
        key(
            3,
            "p",
            List.of(),
            "01000000 02000000 0a000000 5f5f64756d6d795f6964 02000000 00000000 70"),
        key(
            3,
            "test",
            keys("entity", ValueType.INT32),
            "01000000 02000000 06000000 656e74697479 03000000 04000000 01000000 74657374",
            1));
  }

  private static Arguments key(
      int version, String project, List<Field> joinKeys, String hex, Object... values) {
    return Arguments.of(version, project, joinKeys, hex.replace(" ", ""), values);
  }

  private static List<Field> keys(Object... namesAndTypes) {
    return Stream.iterate(0, i -> i < namesAndTypes.length, i -> i + 2)
        .map(i -> new Field((String) namesAndTypes[i], (ValueType) namesAndTypes[i + 1]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("keysOfFeast")
  void encodesAndDecodesAsFeast(
      int version, String project, List<Field> joinKeys, String hex, Object[] values) {
    EntityKeyEncoder encoder = new EntityKeyEncoder(version, project, joinKeys);
    assertThat(HEX.formatHex(encoder.encode(values))).isEqualTo(hex);
    assertThat(encoder.decode(HEX.parseHex(hex)))
        .hasValueSatisfying(decoded -> assertThat(Arrays.deepEquals(decoded, values)).isTrue());
  }

  @Test
  void joinKeysStandInTheOrderOfTheirCodePoints() {
    String supplementary = "\uD83D\uDE00";
    String privateUse = "\uE000";
    EntityKeyEncoder encoder =
        new EntityKeyEncoder(
            3, "p", keys(supplementary, ValueType.STRING, privateUse, ValueType.STRING));
    String key = new String(encoder.encode(new Object[] {"a", "b"}), StandardCharsets.UTF_8);
    assertThat(key.indexOf(privateUse)).isBetween(0, key.indexOf(supplementary));
    assertThat(key.indexOf('b')).isLessThan(key.indexOf('a'));
  }

  @Test
  void aNullKeyIsNoKey() {
    EntityKeyEncoder encoder = new EntityKeyEncoder(3, "p", keys("k", ValueType.STRING));
    assertThatThrownBy(() -> encoder.encode(new Object[] {null}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("join key k");
  }

  @Test
  void versionOneRefusesWhatFourBytesCannotHold() {
    EntityKeyEncoder encoder = new EntityKeyEncoder(1, "p", keys("k", ValueType.INT64));
    assertThat(encoder.encode(new Object[] {(long) Integer.MIN_VALUE})).isNotEmpty();
    assertThatThrownBy(() -> encoder.encode(new Object[] {1L << 31}))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("join key k")
        .hasMessageContaining("entity_key_serialization_version 3");
  }

  @Test
  void typesThatFeastHasNoKeysOfAreRefused() {
    assertThatThrownBy(() -> new EntityKeyEncoder(3, "p", keys("k", ValueType.DOUBLE)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "join key k: Its type is DOUBLE; a key can be BYTES, STRING, INT32, INT64 or"
                + " UNIX_TIMESTAMP.");
  }

  @ParameterizedTest
  @MethodSource("keysOfFeast")
  void keysOfOtherProjectsTypesAndVersionsAreNotOurs(
      int version, String project, List<Field> joinKeys, String hex, Object[] values) {
    byte[] key = HEX.parseHex(hex);
    String ending = project.substring(project.length() - 1);
    assertThat(new EntityKeyEncoder(version, "x" + project, joinKeys).decode(key)).isEmpty();
    if (project.length() > 1) {
      assertThat(new EntityKeyEncoder(version, ending, joinKeys).decode(key)).isEmpty();
    }
    assertThat(new EntityKeyEncoder(version == 3 ? 2 : 3, project, joinKeys).decode(key)).isEmpty();
    assertThat(new EntityKeyEncoder(version, project, keys("other", ValueType.INT64)).decode(key))
        .isEmpty();
    assertThat(
            new EntityKeyEncoder(version, project, joinKeys)
                .decode(Arrays.copyOf(key, key.length - project.length() - 1)))
        .isEmpty();
  }

  @Test
  void theScanPatternTakesNothingInAKeyForAWildcard() {
    EntityKeyEncoder encoder = new EntityKeyEncoder(2, "p*", keys("a[b]?", ValueType.STRING));
    assertThat(new String(encoder.scanPattern(), StandardCharsets.ISO_8859_1))
        .isEqualTo("\u0002\0\0\0a\\[b\\]\\?*p\\*");
  }

  @Property
  void everyKeyDecodesToItsValues(
      @ForAll @IntRange(min = 1, max = 3) int version,
      @ForAll String text,
      @ForAll byte[] bytes,
      @ForAll int number,
      @ForAll long time) {
    EntityKeyEncoder encoder =
        new EntityKeyEncoder(
            version,
            "p",
            keys(
                "t",
                ValueType.STRING,
                "b",
                ValueType.BYTES,
                "i",
                ValueType.INT32,
                "l",
                ValueType.INT64,
                "u",
                ValueType.UNIX_TIMESTAMP));
    String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    Object[] values = {valid, bytes, number, (long) number, time};
    assertThat(encoder.decode(encoder.encode(values)))
        .hasValueSatisfying(decoded -> assertThat(Arrays.deepEquals(decoded, values)).isTrue());
  }
}
