package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashSlotTest {
  /** The first line is the check value of Redis' cluster specification, 0x31c3. */
  @ParameterizedTest
  @CsvSource({
    "123456789, 12739",
    "foo, 12182",
    "{foo}bar, 12182",
    "bar{foo}{zap}, 12182",
    "{user1000}.following, 3443",
    "{user1000}.followers, 3443",
    "foo{}{bar}, 8363",
  })
  void isThatOfRedis(String key, int slot) {
    assertThat(HashSlot.of(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(slot);
  }
}
