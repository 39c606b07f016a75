package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.online.OnlineStoreDeletion.Seen;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.StoredHash;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deletion of a view's fields from hashes that were seen before. */
class OnlineStoreDeletionTest {
  private static final Instant TIME = Instant.parse("2021-02-01T00:00:00Z");
  private static final long MICROS = TIME.getEpochSecond() * 1_000_000;
  private static final FeatureFields HISTORY = StoredHash.fields("history");

  private final StoredHash ann = StoredHash.of("shop", "ann");

  @BeforeEach
  void prepare() {
    SharedRedisCluster.flush();
    ann.setTime("history", TIME);
    ann.set(HISTORY.feature(0), new byte[] {1});
  }

  private long delete(Long seenMicros) {
    try (RedisClient client = SharedRedisCluster.client()) {
      return new OnlineStoreDeletion(client)
          .deleteView(List.of(new Seen(ann.key(), seenMicros)), HISTORY);
    }
  }

  @Test
  void whatIsAsItWasSeenGoes() {
    assertThat(delete(MICROS)).isEqualTo(1);
    assertThat(ann.content()).isEmpty();
  }

  @Test
  void whatWasWrittenSinceStays() {
    assertThat(delete(MICROS - 1)).isZero();
    assertThat(delete(null)).isZero();
    assertThat(ann.content()).hasSize(4);
  }

  @Test
  void anotherViewOfTheHashStays() {
    ann.setTime("visits", TIME);
    assertThat(delete(MICROS)).isEqualTo(1);
    assertThat(ann.content()).hasSize(2);
  }

  @Test
  void whatIsGoneAlreadyIsNotCounted() {
    ann.delete();
    assertThat(delete(MICROS)).isZero();
    assertThat(delete(null)).isZero();
  }

  @Test
  void anEventTimeThatCannotBeReadMayGoToo() {
    ann.set(HISTORY.timestamp(), new byte[] {(byte) 0xff});
    assertThat(delete(null)).isEqualTo(1);
    assertThat(ann.content()).isEmpty();
  }
}
