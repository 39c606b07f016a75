package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimestampTest {
  @ParameterizedTest
  @CsvSource({
    "1758823656000000, 08e889d6c606",
    "1758823656123456, 08e889d6c606108094ef3a",
    "-500000, 08ffffffffffffffffff011080cab5ee01",
    "0, ''",
  })
  void encodesAndDecodesAsFeast(long micros, String hex) {
    assertThat(HexFormat.of().formatHex(EventTimestamp.encode(micros))).isEqualTo(hex);
    assertThat(EventTimestamp.decodeMicros(HexFormat.of().parseHex(hex))).isEqualTo(micros);
  }

  /** From year 1 to 9999, which is what protobuf's timestamps are for. */
  @Property
  void everyTimeComesBack(
      @ForAll @LongRange(min = -62135596800000000L, max = 253402300799999999L) long micros) {
    assertThat(EventTimestamp.decodeMicros(EventTimestamp.encode(micros))).isEqualTo(micros);
  }

  @Test
  void otherBytesAreRefused() {
    assertThatThrownBy(() -> EventTimestamp.decodeMicros(new byte[] {8}))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("_ts:");
  }

  @Test
  void whatIsNoTimestampIsOlderThanAnyRow() {
    assertThat(EventTimestamp.storedMicros(null)).isZero();
    assertThat(EventTimestamp.storedMicros(EventTimestamp.encode(-7))).isEqualTo(-7);
    assertThat(EventTimestamp.storedMicros(new byte[] {8})).isEqualTo(Long.MIN_VALUE);
  }
}
