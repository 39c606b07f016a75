package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException;
import dev.larder.feature.ValueType;
import dev.larder.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueCodecTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String NO_TIMESTAMP = "4080808080808080808001";

  static Stream<Arguments> valuesOfFeast() {
    return Stream.of(
        Arguments.of(ValueType.INT32, 0, "1800"),
        Arguments.of(ValueType.INT32, 7, "1807"),
        Arguments.of(ValueType.INT32, -1, "18ffffffffffffffffff01"),
        Arguments.of(ValueType.INT64, 0L, "2000"),
        Arguments.of(ValueType.INT64, 1001L, "20e907"),
        Arguments.of(ValueType.INT64, -1L, "20ffffffffffffffffff01"),
        Arguments.of(ValueType.DOUBLE, 0.0, "290000000000000000"),
        Arguments.of(ValueType.DOUBLE, 0.5, "29000000000000e03f"),
        Arguments.of(ValueType.FLOAT, 0f, "3500000000"),
        Arguments.of(ValueType.FLOAT, 0.5f, "350000003f"),
        Arguments.of(ValueType.FLOAT, Float.POSITIVE_INFINITY, "350000807f"),
        Arguments.of(ValueType.BOOL, false, "3800"),
        Arguments.of(ValueType.BOOL, true, "3801"),
        Arguments.of(ValueType.STRING, "", "1200"),
        Arguments.of(ValueType.STRING, "abc", "1203616263"),
        Arguments.of(ValueType.STRING, "é日本", "1208c3a9e697a5e69cac"),
        Arguments.of(ValueType.BYTES, new byte[] {0, -1}, "0a0200ff"),
        Arguments.of(ValueType.UNIX_TIMESTAMP, 1758823656L, "40e889d6c606"),
        Arguments.of(ValueType.INT64_LIST, List.of(1L, 300L), "72050a0301ac02"),
        Arguments.of(ValueType.INT64_LIST, List.of(), "7200"),
        Arguments.of(ValueType.STRING_LIST, List.of("a", ""), "62050a01610a00"),
        Arguments.of(ValueType.STRING_LIST, List.of(), "6200"),
        Arguments.of(ValueType.INT32_LIST, List.of(1, -1), "6a0d0a0b01ffffffffffffffffff01"),
        Arguments.of(ValueType.BYTES_LIST, List.of(new byte[] {1}), "5a030a0101"),
        Arguments.of(ValueType.FLOAT_LIST, List.of(0.5f, 1f), "82010a0a080000003f0000803f"),
        Arguments.of(ValueType.BOOL_LIST, List.of(true, false), "8a01040a020100"),
        Arguments.of(ValueType.DOUBLE_LIST, List.of(0.5), "7a0a0a08000000000000e03f"),
        Arguments.of(ValueType.UNIX_TIMESTAMP_LIST, List.of(1758823656L), "9201070a05e889d6c606"));
  }

  @ParameterizedTest
  @MethodSource("valuesOfFeast")
  void encodesAndDecodesAsFeast(ValueType type, Object value, String hex) {
    ValueCodec codec = ValueCodec.of(type);
    assertThat(HEX.formatHex(codec.encode(value))).isEqualTo(hex);
    assertThat(print(codec.decode(HEX.parseHex(hex)))).isEqualTo(print(value));
  }

  @ParameterizedTest
  @EnumSource(value = ValueType.class, names = "INVALID", mode = EnumSource.Mode.EXCLUDE)
  void noValueIsEmptyButForTimestamps(ValueType type) {
    ValueCodec codec = ValueCodec.of(type);
    assertThat(HEX.formatHex(codec.encode(null)))
        .isEqualTo(type == ValueType.UNIX_TIMESTAMP ? NO_TIMESTAMP : "");
    assertThat(codec.decode(new byte[0])).isNull();
    assertThat(codec.decode(null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {NO_TIMESTAMP, "980100"})
  void theMarksOfNoValueDecodeToNull(String hex) {
    assertThat(ValueCodec.of(ValueType.UNIX_TIMESTAMP).decode(HEX.parseHex(hex))).isNull();
  }

  @Test
  void nanIsNoValueButStaysInLists() {
    assertThat(ValueCodec.of(ValueType.DOUBLE).encode(Double.NaN)).isEmpty();
    assertThat(ValueCodec.of(ValueType.FLOAT).encode(Float.NaN)).isEmpty();
    ValueCodec list = ValueCodec.of(ValueType.DOUBLE_LIST);
    assertThat(list.decode(list.encode(List.of(Double.NaN)))).isEqualTo(List.of(Double.NaN));
  }

  @ParameterizedTest
  @CsvSource({
    "STRING_LIST, 62020a00",
    "BYTES_LIST, 5a020a00",
    "INT32_LIST, 6a030a0100",
    "INT64_LIST, 72030a0100",
    "DOUBLE_LIST, 7a0a0a080000000000000000",
    "FLOAT_LIST, 8201060a0400000000",
    "BOOL_LIST, 8a01030a0100",
    "UNIX_TIMESTAMP_LIST, 92010c0a0a80808080808080808001",
  })
  void nullsInsideListsBecomeWhatFeastWrites(ValueType type, String hex) {
    List<Object> list = Arrays.asList((Object) null);
    assertThat(HEX.formatHex(ValueCodec.of(type).encode(list))).isEqualTo(hex);
  }

  @Test
  void aTimestampListKeepsItsNulls() {
    ValueCodec codec = ValueCodec.of(ValueType.UNIX_TIMESTAMP_LIST);
    List<Long> list = Arrays.asList(1L, null);
    assertThat(codec.decode(codec.encode(list))).isEqualTo(list);
  }

  @Test
  void listsThatAreNotPackedAreRead() {
    assertThat(ValueCodec.of(ValueType.INT64_LIST).decode(HEX.parseHex("7205080108ac02")))
        .isEqualTo(List.of(1L, 300L));
  }

  @Test
  void theStoredTypeCountsNotTheDeclared() {
    assertThat(ValueCodec.of(ValueType.INT64).decode(HEX.parseHex("1807"))).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"8202027b7d, type number 32", "20, no value of Feast", "72ff, no value of Feast"})
  void otherBytesAreRefused(String hex, String message) {
    assertThatThrownBy(() -> ValueCodec.of(ValueType.INT64).decode(HEX.parseHex(hex)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden/types/online.jsonl",
        "golden/credit_scoring_v2/online.sample.jsonl",
        "golden/credit_scoring_v3/online.sample.jsonl"
      })
  void whatFeastWroteIsWrittenAgainByteForByte(String file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> lines = Files.readAllLines(SharedData.path(file));
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      for (var field : json.readTree(line).get("fields").properties()) {
        assertWrittenAgain(field.getKey(), field.getValue());
      }
    }
  }

  private static void assertWrittenAgain(String field, JsonNode node) {
    String hex = node.asText();
    byte[] bytes = HEX.parseHex(hex);
    if (field.length() > 8) {
      assertThat(HEX.formatHex(EventTimestamp.encode(EventTimestamp.decodeMicros(bytes))))
          .isEqualTo(hex);
    } else if (!hex.isEmpty()) {
      ValueCodec codec = ValueCodec.of(ValueType.ofNumber(fieldNumber(bytes)));
      assertThat(HEX.formatHex(codec.encode(codec.decode(bytes)))).isEqualTo(hex);
    }
  }

  /** Field numbers up to 15 take one byte of tag, ours above take two. */
  private static int fieldNumber(byte[] bytes) {
    int tag = bytes[0] & 0xff;
    return (tag < 0x80 ? tag : (tag & 0x7f) | bytes[1] << 7) >> 3;
  }

  @Provide
  Arbitrary<Tuple2<ValueType, Object>> typedValues() {
    return Arbitraries.of(ValueType.supported())
        .flatMap(
            type ->
                (type.isList() ? elements(type).list().map(l -> (Object) l) : elements(type))
                    .map(value -> Tuple.of(type, value)));
  }

  private static Arbitrary<Object> elements(ValueType type) {
    return switch (type.element()) {
      case STRING -> Arbitraries.strings().map(ValueCodecTest::withoutLoneSurrogates);
      case BYTES -> Arbitraries.bytes().array(byte[].class).map(b -> (Object) b);
      case INT32 -> Arbitraries.integers().map(i -> (Object) i);
      case DOUBLE -> Arbitraries.doubles().map(d -> (Object) d);
      case FLOAT -> Arbitraries.floats().map(f -> (Object) f);
      case BOOL -> Arbitraries.of(true, false).map(b -> (Object) b);
      default -> Arbitraries.longs().greaterOrEqual(Long.MIN_VALUE + 1).map(l -> (Object) l);
    };
  }

  private static Object withoutLoneSurrogates(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Property
  void everyValueComesBack(@ForAll("typedValues") Tuple2<ValueType, Object> typed) {
    ValueCodec codec = ValueCodec.of(typed.get1());
    assertThat(print(codec.decode(codec.encode(typed.get2())))).isEqualTo(print(typed.get2()));
  }

  /** A text that shows types, elements and bytes. */
  private static String print(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ValueCodecTest::print).collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof byte[] bytes
        ? HEX.formatHex(bytes)
        : value.getClass().getSimpleName() + " " + value;
  }
}
