package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.materialization.RowCounts;
import dev.larder.materialization.ViewProgress;
import dev.larder.online.RedisNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter out = new StringWriter();
  private Instant now = Instant.EPOCH;

  @Test
  void printsALineEveryTenSecondsWhereNobodyLooks() {
    ProgressLine line = line(false);
    line.begin("  ");
    after(9, line, reading());
    after(1, line, reading());
    after(8, line, writing(0, 0));
    after(5, line, writing(400, 100));
    after(9, line, writing(1400, 600));
    after(1, line, writing(1500, 600));
    line.end();
    after(60, line, writing(1500, 600));
    assertThat(out.toString().lines())
        .containsExactly(
            "  reading the source, 10 s",
            "  500 rows, 100 a second, at most 3,500 remaining; a:1 400, b:2 100",
            "  2,100 rows, 140 a second, at most 1,900 remaining; a:1 1,500, b:2 600");
  }

  @Test
  void printsABarOverAndOverOnATerminalAndRemovesIt() {
    ProgressLine line = line(true);
    line.begin("  ");
    after(1, line, reading());
    after(1, line, writing(0, 0));
    after(1, line, writing(1500, 500));
    line.end();
    String[] bars = out.toString().split("\r", -1);
    assertThat(bars[1]).isEqualTo("  reading the source, 1 s");
    assertThat(bars[2]).startsWith("  [                    ] 0 rows, 0 a second, at most 4,000");
    assertThat(bars[3]).startsWith("  [==========          ] 2,000 rows, 2,000 a second");
    assertThat(bars[4]).isBlank().hasSameSizeAs(bars[3]);
    assertThat(bars[5]).isEmpty();
    assertThat(out.toString()).doesNotContain("\n");
  }

  @Test
  void aShortRunPrintsNothing() {
    ProgressLine line = line(false);
    line.begin("  ");
    after(3, line, writing(10, 10));
    line.end();
    assertThat(out.toString()).isEmpty();
  }

  private void after(int seconds, ProgressLine line, ViewProgress progress) {
    now = now.plus(Duration.ofSeconds(seconds));
    line.show(progress);
  }

  private ProgressLine line(boolean terminal) {
    InstantSource source = () -> now;
    return new ProgressLine(new PrintWriter(out), terminal, source.withZone(ZoneOffset.UTC));
  }

  private static ViewProgress reading() {
    return new ViewProgress(RowCounts.NONE, OptionalLong.empty());
  }

  private static ViewProgress writing(long first, long second) {
    Map<RedisNode, Long> rows = Map.of(new RedisNode("a", 1), first, new RedisNode("b", 2), second);
    return new ViewProgress(new RowCounts(rows), OptionalLong.of(4000));
  }
}
