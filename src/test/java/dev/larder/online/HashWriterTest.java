package dev.larder.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.UserException;
import dev.larder.feature.Field;
import dev.larder.feature.Secret;
import dev.larder.feature.ValueType;
import dev.larder.online.WritePolicy.Rule;
import dev.larder.testing.SharedRedisCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HashWriterTest {
  private static final FeatureFields FIELDS =
      new FeatureFields("view", List.of(new Field("f", ValueType.STRING)));

  private static final FeatureFields OTHER_VIEW =
      new FeatureFields("other", List.of(new Field("f", ValueType.STRING)));

  /** What a restricted user of ElastiCache's IAM may not do. */
  private static final String[] NO_TRANSACTIONS = {"-watch", "-multi", "-exec", "-unwatch"};

  @BeforeEach
  void emptyTheCluster() {
    SharedRedisCluster.flush();
  }

  @Test
  void newKeysAreMadeAndOldOnesReplacedByNewerRowsOnly() {
    assertCounts(write(rows(0, 3000, 10, "first")), 3000, 0);
    assertCounts(write(rows(0, 3000, 10, "again")), 0, 3000);
    assertCounts(write(rows(0, 3000, 9, "older")), 0, 3000);
    assertThat(values(FIELDS, 3000)).containsOnly("first");
    assertCounts(write(rows(0, 3000, 11, "newer")), 3000, 0);
    assertThat(values(FIELDS, 3000)).containsOnly("newer");
  }

  @Test
  void newAndOldKeysMayComeTogether() {
    write(rows(0, 1000, 10, "old"));
    assertCounts(write(rows(0, 3000, 11, "new")), 3000, 0);
    assertThat(values(FIELDS, 3000)).containsOnly("new");
  }

  @Test
  void theWriterSaysWhichRowsItWroteAndHowFarItIs() {
    write(rows(0, 1000, 10, "old"));
    List<Long> done = new ArrayList<>();
    try (HashWriter writer =
        new HashWriter(
            SharedRedisCluster.target(),
            FIELDS,
            policy(Rule.NEWER),
            counts ->
                done.add(
                    counts.values().stream().mapToLong(c -> c.written() + c.skipped()).sum()))) {
      assertThat(writer.write(rows(600, 1500, 10, "new")).stream())
          .containsExactlyElementsOf(IntStream.range(400, 900).boxed().toList());
    }
    assertThat(done).hasSizeGreaterThan(3).isSorted().endsWith(900L);
  }

  @Test
  void viewsOfOneEntityShareItsHash() {
    write(rows(0, 500, 10, "one"));
    assertCounts(write(OTHER_VIEW, policy(Rule.NEWER), rows(0, 500, 5, "two")), 500, 0);
    assertThat(values(FIELDS, 500)).containsOnly("one");
    assertThat(values(OTHER_VIEW, 500)).containsOnly("two");
  }

  @Test
  void correctionsReplaceRowsOfTheSameTime() {
    write(rows(0, 200, 10, "wrong"));
    assertCounts(write(FIELDS, policy(Rule.NOT_OLDER), rows(0, 200, 10, "right")), 200, 0);
    assertCounts(write(FIELDS, policy(Rule.NOT_OLDER), rows(0, 200, 9, "older")), 0, 200);
    assertThat(values(FIELDS, 200)).containsOnly("right");
  }

  @Test
  void withoutComparisonTheLastWriterWins() {
    write(rows(0, 200, 10, "newer"));
    assertCounts(write(FIELDS, policy(Rule.ALWAYS), rows(0, 400, 9, "last")), 400, 0);
    assertThat(values(FIELDS, 400)).containsOnly("last");
  }

  @Test
  void aStoredTimeOf1970OrBeforeIsOlderThanAny() {
    write(rows(0, 50, 0, "epoch"));
    assertCounts(write(rows(0, 50, -5, "before")), 50, 0);
    assertThat(values(FIELDS, 50)).containsOnly("before");
  }

  @Test
  void valuesThatWouldNotBePackedAreWrittenFieldByField() {
    String text = "x".repeat(100);
    assertCounts(write(rows(0, 300, 10, text)), 300, 0);
    assertThat(values(FIELDS, 300)).containsOnly(text);
    assertThat(encodings(300)).containsOnly("hashtable");
    SharedRedisCluster.flush();
    write(rows(0, 300, 10, "short"));
    assertThat(encodings(300)).containsOnly("listpack");
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void keysLiveAsLongAsTheyShould(Rule rule) {
    WritePolicy policy = policy(rule, 1000, 0);
    write(FIELDS, policy, rows(0, 100, 10, "new"));
    assertThat(ttls(100)).allMatch(ttl -> ttl > 900 && ttl <= 1000);
    write(FIELDS, policy(rule, 5000, 0), rows(0, 100, 11, "again"));
    assertThat(ttls(100)).allMatch(ttl -> ttl > 4900 && ttl <= 5000);
  }

  @Test
  void aUserWithoutTransactionsWritesByScript() {
    withAcl(
        NO_TRANSACTIONS,
        target -> {
          write(target, FIELDS, policy(Rule.NEWER, 1000, 0), rows(0, 500, 10, "first"));
          assertCounts(
              write(target, FIELDS, policy(Rule.NEWER, 1000, 0), rows(0, 1000, 11, "second")),
              1000,
              0);
          assertCounts(write(target, FIELDS, policy(Rule.NEWER), rows(0, 1000, 11, "x")), 0, 1000);
          assertThat(values(FIELDS, 1000)).containsOnly("second");
          assertThat(ttls(1000)).allMatch(ttl -> ttl > 900 && ttl <= 1000);
        });
  }

  @Test
  void aUserWithoutRestoreWritesFieldByField() {
    withAcl(
        new String[] {"-restore"},
        target -> {
          assertCounts(
              write(target, FIELDS, policy(Rule.NEWER), rows(0, 500, 10, "first")), 500, 0);
          assertThat(values(FIELDS, 500)).containsOnly("first");
        });
  }

  @Test
  void aUserWhoMayNotWriteAtAllIsToldWhatIsMissing() {
    withAcl(
        new String[] {"-restore", "-hset"},
        target ->
            assertThatThrownBy(
                    () -> write(target, FIELDS, policy(Rule.NEWER), rows(0, 10, 10, "x")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("NOPERM")
                .hasMessageContaining("hset"));
  }

  @Test
  void anotherKindOfKeyIsAnError() {
    try (RedisClient client = SharedRedisCluster.client()) {
      client.execute(
          List.of(
              new RedisCommand(
                  key(7),
                  redis.clients.jedis.Protocol.Command.SET,
                  "text".getBytes(StandardCharsets.UTF_8))));
    }
    assertThatThrownBy(() -> write(rows(0, 100, 10, "x")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("WRONGTYPE")
        .hasMessageContaining("another program");
  }

  /** Each row's event time and value are one, so that a row of mixed writers would show. */
  @ParameterizedTest
  @EnumSource(
      value = Rule.class,
      names = {"NEWER", "NOT_OLDER"})
  void whoeverWritesAtTheSameTimeTheNewestRowsStay(Rule rule) throws Exception {
    raceOn(SharedRedisCluster.target(), rule);
  }

  @Test
  void alsoByScriptTheNewestRowsStay() {
    withAcl(NO_TRANSACTIONS, target -> raceOn(target, Rule.NEWER));
  }

  private static void raceOn(RedisTarget target, Rule rule) throws Exception {
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        int first = w;
        running.add(
            threads.submit(
                () -> {
                  for (int time = 100 + first; time > 60; time -= writers) {
                    write(target, FIELDS, policy(rule), rows(0, 500, time, "v" + time));
                  }
                }));
      }
      for (Future<?> writer : running) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(values(FIELDS, 500)).containsOnly("v103");
  }

  @Test
  void aRateIsKeptTo() {
    long start = System.nanoTime();
    write(FIELDS, policy(Rule.NEWER, 0, 1000), rows(0, 1000, 10, "x"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(800));
    assertThat(values(FIELDS, 1000)).containsOnly("x");
  }

  private interface OnTarget {
    void run(RedisTarget target) throws Exception;
  }

  /** Lets a user do all but some commands, on every server. */
  private static void withAcl(String[] forbidden, OnTarget work) {
    List<String> rules = new ArrayList<>(List.of("on", ">pw", "~*", "&*", "+@all"));
    rules.addAll(Arrays.asList(forbidden));
    SharedRedisCluster.onEveryServer(
        jedis -> jedis.aclSetUser("writer", rules.toArray(String[]::new)));
    RedisTarget all = SharedRedisCluster.target();
    try {
      work.run(
          new RedisTarget(
              all.type(),
              all.nodes(),
              new PasswordLogin(Secret.of("", "writer"), Secret.of("", "pw")),
              all.database(),
              all.tls(),
              null,
              false));
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      SharedRedisCluster.onEveryServer(jedis -> jedis.aclDelUser("writer"));
    }
  }

  private static WritePolicy policy(Rule rule) {
    return policy(rule, 0, 0);
  }

  private static WritePolicy policy(Rule rule, long keyTtlSeconds, double rowsPerSecond) {
    return new WritePolicy(
        Duration.ofSeconds(5), Duration.ofSeconds(30), 1000, rule, keyTtlSeconds, 1, rowsPerSecond);
  }

  private static byte[] key(int i) {
    return ("key-" + i).getBytes(StandardCharsets.UTF_8);
  }

  private static HashBatch rows(int from, int to, long eventMicros, String value) {
    return TextRows.of(HashWriterTest::key, from, to, eventMicros, value);
  }

  private static NodeCounts write(HashBatch rows) {
    return write(FIELDS, policy(Rule.NEWER), rows);
  }

  private static NodeCounts write(FeatureFields fields, WritePolicy policy, HashBatch rows) {
    return write(SharedRedisCluster.target(), fields, policy, rows);
  }

  private static NodeCounts write(
      RedisTarget target, FeatureFields fields, WritePolicy policy, HashBatch rows) {
    try (HashWriter writer = new HashWriter(target, fields, policy, counts -> {})) {
      writer.write(rows);
      return writer.counts().values().stream().reduce(NodeCounts.NONE, NodeCounts::plus);
    }
  }

  private static void assertCounts(NodeCounts counts, long written, long skipped) {
    assertThat(counts.written()).isEqualTo(written);
    assertThat(counts.skipped()).isEqualTo(skipped);
    assertThat(counts.retried()).isZero();
  }

  private static List<Object> values(FeatureFields fields, int count) {
    try (RedisClient client = SharedRedisCluster.client()) {
      return client
          .execute(
              IntStream.range(0, count)
                  .mapToObj(i -> RedisCommand.hmget(key(i), fields.field(1)))
                  .toList())
          .stream()
          .map(reply -> ValueCodec.of(ValueType.STRING).decode(NodeRows.storedTime(reply)))
          .toList();
    }
  }

  private static List<String> encodings(int count) {
    List<String> encodings = new ArrayList<>();
    SharedRedisCluster.onEveryServer(
        jedis -> jedis.keys("key-*").forEach(key -> encodings.add(jedis.objectEncoding(key))));
    assertThat(encodings).hasSize(count);
    return encodings;
  }

  private static List<Long> ttls(int count) {
    List<Long> ttls = new ArrayList<>();
    SharedRedisCluster.onEveryServer(
        jedis -> jedis.keys("key-*").forEach(key -> ttls.add(jedis.ttl(key))));
    assertThat(ttls).hasSize(count);
    return ttls;
  }
}
