package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cli.demo.RedisServer;
import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What is built here is what real servers take for their own, with all their checks on. */
class DumpFormatTest {
  private static final int CASES = 400;

  @TempDir private Path directory;

  @Test
  void theChecksumIsRedis() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Crc64.of(digits, 0, digits.length)).isEqualTo(0xe9c6d914c4b8d9caL);
    byte[] twice = "_123456789123456789_".getBytes(StandardCharsets.US_ASCII);
    assertThat(Crc64.of(twice, 1, 10)).isEqualTo(0xe9c6d914c4b8d9caL);
  }

  @Test
  void theInstalledServerTakesFinishedHashes() {
    try (RedisServer server = RedisServer.start(directory, null, "sanitize-dump-payload yes")) {
      takesFinishedHashes(server);
    }
  }

  @Test
  void redis6TakesFinishedHashes() {
    try (RedisServer server =
        RedisServer.startEmbedded(directory, null, "sanitize-dump-payload yes")) {
      takesFinishedHashes(server);
    }
  }

  private static void takesFinishedHashes(RedisServer server) {
    Random random = new Random(6);
    try (Jedis jedis = server.connect()) {
      DumpFormat format =
          ServerInfo.parse(jedis.info()).majorVersion() >= 7
              ? DumpFormat.LISTPACK
              : DumpFormat.ZIPLIST;
      for (int i = 0; i < CASES; i++) {
        takesFinishedHash(
            jedis, format, random, i < 3 ? new int[] {1, 127, 511}[i] : random.nextInt(40));
      }
    }
  }

  private static void takesFinishedHash(
      Jedis jedis, DumpFormat format, Random random, int features) {
    FeatureFields fields = fields(features);
    HashBatch batch = new HashBatch(features);
    batch.add(random.nextLong());
    byte[] key = bytes(random, 1 + random.nextInt(100));
    batch.bytes().put(key);
    batch.end();
    Map<String, String> expected = new TreeMap<>();
    for (int f = 0; f <= features; f++) {
      // All lengths, digits among them, which Redis itself would pack as numbers.
      byte[] value =
          random.nextInt(4) == 0
              ? Long.toString(random.nextLong() >> random.nextInt(64))
                  .getBytes(StandardCharsets.US_ASCII)
              : bytes(random, random.nextInt(65));
      batch.bytes().put(value);
      batch.end();
      expected.put(latin(fields.field(f)), latin(value));
    }
    assertThat(DumpFormat.fits(fields, batch, 0)).isTrue();
    WireBuffer payload = new WireBuffer();
    format.write(payload, new WireBuffer(), fields, batch, 0);

    assertThat(jedis.restore(key, 0L, payload.toByteArray())).isEqualTo("OK");
    assertThat(hash(jedis, key)).isEqualTo(expected);
    assertThat(new String(jedis.objectEncoding(key), StandardCharsets.US_ASCII))
        .isEqualTo(format == DumpFormat.LISTPACK ? "listpack" : "ziplist");
    for (int f = 0; f <= features; f++) {
      assertThat(latin(jedis.hget(key, fields.field(f))))
          .isEqualTo(expected.get(latin(fields.field(f))));
    }
    // A later write of a long value makes the server unpack the hash.
    jedis.hset(key, fields.field(0), bytes(random, 65));
    assertThat(jedis.hlen(key)).isEqualTo(features + 1L);
    jedis.del(key);
  }

  @Test
  void hashesThatRedisWouldNotPackAreNotFinished() {
    assertThat(fits(fields(1), 64)).isTrue();
    assertThat(fits(fields(1), 65)).isFalse();
    assertThat(fits(new FeatureFields("v".repeat(60), feature(1)), 1)).isTrue();
    assertThat(fits(new FeatureFields("v".repeat(61), feature(1)), 1)).isFalse();
    assertThat(fits(fields(511), 1)).isTrue();
    assertThat(fits(fields(512), 1)).isFalse();
  }

  private static boolean fits(FeatureFields fields, int length) {
    HashBatch batch = new HashBatch(fields.count() - 1);
    batch.add(1);
    batch.bytes().put(new byte[5]);
    batch.end();
    for (int f = 0; f < fields.count(); f++) {
      batch.bytes().put(new byte[length]);
      batch.end();
    }
    return DumpFormat.fits(fields, batch, 0);
  }

  private static FeatureFields fields(int features) {
    return new FeatureFields("view", feature(features));
  }

  private static List<Field> feature(int features) {
    return IntStream.range(0, features)
        .mapToObj(i -> new Field("feature" + i, ValueType.BYTES))
        .toList();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Map<String, String> hash(Jedis jedis, byte[] key) {
    Map<String, String> hash = new TreeMap<>();
    jedis.hgetAll(key).forEach((field, value) -> hash.put(latin(field), latin(value)));
    return hash;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
