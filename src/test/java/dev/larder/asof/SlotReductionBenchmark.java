package dev.larder.asof;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The inner loop of the join: the slot of each row of a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SlotReductionBenchmark {
  private static final int BATCH = 4096;
  private static final int BATCHES = 1024;

  @Param({"10000", "1000000"})
  private int slots;

  private PackedSlots packed;
  private final long[][] hashes = new long[BATCHES][BATCH];
  private final long[][] times = new long[BATCHES][BATCH];
  private final int[] found = new int[BATCH];
  private int batch;

  /** A spine of as many keys as slots, and rows of these keys. */
  @Setup(Level.Trial)
  public void pack() {
    SplittableRandom random = new SplittableRandom(1);
    long[] spine = random.longs(2L * slots).toArray();
    packed = SlotPacker.pack(List.of(spine));
    for (int b = 0; b < BATCHES; b++) {
      for (int i = 0; i < BATCH; i++) {
        hashes[b][i] = spine[2 * random.nextInt(slots)];
        times[b][i] = random.nextLong();
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int[] slotOfEachRow() {
    batch = (batch + 1) % BATCHES;
    packed.find(hashes[batch], times[batch], found, BATCH);
    return found;
  }
}
