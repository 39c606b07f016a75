package dev.larder.model;

import dev.larder.testing.CreditModel;
import dev.larder.testing.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to score a loan by 200 boosted trees over 25 inputs. The trees are full, and every
 * question is answered either way equally often, so that no processor can guess.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScoringBenchmark {
  private static final int TREES = 200;
  private static final int INPUTS = 25;
  private static final int LOANS = 4096;

  @Param({"4", "6"})
  private int depth;

  private PortableModel model;
  private final double[][] vectors = new double[LOANS][INPUTS];
  private final List<Map<String, Object>> loans = new ArrayList<>();
  private int loan;

  /** Trees and loans at random. */
  @Setup(Level.Trial)
  public void make() {
    SplittableRandom random = new SplittableRandom(1);
    List<Input> inputs =
        IntStream.range(0, INPUTS)
            .mapToObj(
                i ->
                    CreditModel.reason(
                        Input.number("input" + i, null, InputType.DOUBLE), "Reason " + i))
            .toList();
    model =
        CreditModel.model(
            "m",
            null,
            inputs,
            Trees.boosted(
                IntStream.range(0, TREES)
                    .mapToObj(i -> tree(random, depth))
                    .toArray(Trees.Node[]::new)));
    for (double[] vector : vectors) {
      Map<String, Object> values = new HashMap<>();
      for (int i = 0; i < INPUTS; i++) {
        vector[i] = random.nextDouble();
        values.put("input" + i, vector[i]);
      }
      loans.add(values);
    }
  }

  private static Trees.Node tree(SplittableRandom random, int levels) {
    return levels == 0
        ? Trees.leaf(random.nextDouble() - 0.5)
        : Trees.split(
            random.nextInt(INPUTS),
            random.nextDouble(),
            tree(random, levels - 1),
            tree(random, levels - 1));
  }

  @Benchmark
  public double trees() {
    return model.probability(vectors[next()]);
  }

  @Benchmark
  public double probability() {
    return model.probability(loans.get(next()));
  }

  @Benchmark
  public Score contributions() {
    return model.score(loans.get(next()));
  }

  @Benchmark
  public List<Reason> reasons() {
    return model.reasons(model.score(loans.get(next())));
  }

  private int next() {
    loan = (loan + 1) % LOANS;
    return loan;
  }
}
