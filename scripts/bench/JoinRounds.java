import dev.larder.cli.Larder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Repeats one join in one JVM, which so gets warm. Each line of standard input names a directory
 * for the output; when it is written, standard output gets the bytes that the round shuffled.
 *
 * <p>The join is {@code larder ARGUMENT…}, a command that takes {@code --output}, or {@code sql
 * FILE}: statements as Feast's Spark store separates them, of which the last is the result.
 */
public final class JoinRounds {
  private static final String SEPARATOR = "---EOS---";

  private interface Join {
    void run(String output) throws IOException;
  }

  private JoinRounds() {}

  public static void main(String[] args) throws IOException, TimeoutException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    try (SparkSession spark = SparkSession.builder().appName(args[0]).getOrCreate();
        BufferedReader rounds =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      LongAdder shuffled = new LongAdder();
      spark.sparkContext().addSparkListener(new ShuffleListener(shuffled));
      Join join =
          switch (args[0]) {
            case "larder" -> output -> larder(args, output);
            case "sql" -> output -> sql(spark, Path.of(args[1]), output);
            default -> throw new IllegalArgumentException("There is no join '" + args[0] + "'");
          };
      for (String output = rounds.readLine(); output != null; output = rounds.readLine()) {
        join.run(output);
        // Task metrics arrive later than the job's end; this is where they are all in.
        spark.sparkContext().listenerBus().waitUntilEmpty();
        answers.println(shuffled.sumThenReset());
      }
    }
  }

  private static void larder(String[] args, String output) {
    Stream<String> command = Arrays.stream(args).skip(1);
    String[] all =
        Stream.concat(command, Stream.of("--overwrite", "--output", output)).toArray(String[]::new);
    if (Larder.run(all) != 0) {
      throw new IllegalStateException("larder " + String.join(" ", all) + " failed");
    }
  }

  private static void sql(SparkSession spark, Path file, String output) throws IOException {
    Dataset<Row> result = null;
    for (String statement : Files.readString(file).split(SEPARATOR)) {
      result = spark.sql(statement);
    }
    result.write().mode(SaveMode.Overwrite).parquet(output);
  }

  private static final class ShuffleListener extends SparkListener {
    private final LongAdder shuffled;

    ShuffleListener(LongAdder shuffled) {
      this.shuffled = shuffled;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      // Null where a task failed before it could measure.
      if (end.taskMetrics() != null) {
        shuffled.add(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
      }
    }
  }
}
