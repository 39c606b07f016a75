package dev.larder.cli.demo;

import dev.larder.UserException;
import dev.larder.cli.Larder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * The whole way once, by the commands that a user would type, on a Redis Cluster that lives only as
 * long as the demo.
 */
public final class Demo {
  private static final String START = "2016-01-01T00:00:00";
  private static final String MODEL = "credit_model.yaml";
  private static final String END = "2021-09-01T00:00:00";
  private final SparkSession spark;
  private final PrintWriter out;
  private final Path tables;
  private final Path output;
  private final boolean aws;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  /**
   * A demo.
   *
   * @param tables the directory with the tutorials' files; null to generate them
   * @param output where its files go, must be empty or not there; null for a new temporary
   *     directory
   * @param aws whether it runs on stand-ins for Redshift and S3, and on Redis with TLS and users;
   *     else on files and plain Redis
   */
  public Demo(SparkSession spark, PrintWriter out, Path tables, Path output, boolean aws) {
    this.spark = spark;
    this.out = out;
    this.tables = tables;
    this.output = output;
    this.aws = aws;
  }

  /**
   * Runs it.
   *
   * @return the seconds of each step, for the result file
   * @throws UserException where a command fails, or no Redis server is installed
   */
  public Map<String, ?> run() {
    checkTables();
    try {
      return runIn(output == null ? Files.createTempDirectory("larder-demo-") : output);
    } catch (IOException e) {
      throw new UserException("demo", "A file cannot be read or written: " + e.getMessage(), e);
    }
  }

  private Map<String, ?> runIn(Path directory) throws IOException {
    larder("init", directory.toString(), "--template", aws ? "aws" : "local");
    out.println();
    out.println(
        "Starting a Redis Cluster of three masters" + (aws ? ", an S3 and a Redshift." : "."));
    out.flush();
    try (DemoPlatform platform = aws ? new AwsPlatform(directory, out) : new LocalPlatform()) {
      List<Path> requests = commands(directory, platform);
      out.printf("%nEverything lies in %s:%n", directory);
      out.println("  features.yaml, feature_store.yaml   the definitions");
      out.println("  data/                               the tables and the registry");
      out.printf(
          "  %-35s what was joined and trained%n",
          aws ? "s3/" + LocalAws.BUCKET : "training_set/  model/");
      out.println("  join.html                           how values were chosen for some loans");
      out.println("  materialization.html                what was written to Redis");
      out.println("  verification.html                   how Redis compares with the tables");
      requests.forEach(request -> out.printf("  %s%n", directory.relativize(request)));
    }
    return seconds;
  }

  private List<Path> commands(Path directory, DemoPlatform platform) throws IOException {
    String training = platform.result(directory, "training_set");
    String model = platform.result(directory, "model");
    Path data = directory.resolve("data");

    Path featureStoreYaml = directory.resolve("feature_store.yaml");
    Files.writeString(featureStoreYaml, platform.configured(Files.readString(featureStoreYaml)));
    fewerTrees(directory.resolve(MODEL));
    tables(data);
    String loans = platform.load(data);
    in(directory, "apply");
    in(
        directory,
        "get-historical-features",
        "--entity-df",
        loans,
        "--feature-service",
        "credit_model",
        "--output",
        training,
        "--explain",
        page(directory, "join"));
    larder(
        "train",
        directory.resolve(MODEL).toString(),
        "--training-set",
        training,
        "--output",
        model);
    in(directory, "materialize", START, END, "--html", page(directory, "materialization"));
    in(directory, "verify", "--html", page(directory, "verification"));
    List<DemoRequest> requests = DemoRequest.of(spark, loans, model);
    in(directory, requests.get(0).getOnlineFeatures());
    List<Path> files = new ArrayList<>();
    for (DemoRequest request : requests) {
      Path file = request.write(directory);
      out.printf("%n%s%n", request.description());
      in(directory, "score", "--model", model, "--as-of", END, file.toString());
      files.add(file);
    }
    return files;
  }

  /** They take a third of the time, and the loans that are made up teach no more. */
  private static void fewerTrees(Path modelYaml) throws IOException {
    Files.writeString(
        modelYaml,
        Files.readString(modelYaml).replaceFirst(" trees: \\[.*?]   ", " trees: 20     "));
  }

  private static String page(Path directory, String name) {
    return directory.resolve(name + ".html").toString();
  }

  private void checkTables() {
    for (String table : DemoData.TABLES) {
      if (tables != null && !Files.exists(tables.resolve(table))) {
        throw new UserException(
            "--data", "Expected " + String.join(", ", DemoData.TABLES) + " in '" + tables + "'.");
      }
    }
  }

  private void tables(Path data) throws IOException {
    long start = System.nanoTime();
    Files.createDirectories(data);
    if (tables == null) {
      out.printf("%nGenerating loans, zip codes and credit histories.%n");
      out.flush();
      DemoData.write(spark, data);
    } else {
      out.printf("%nCopying the tables from %s.%n", tables);
      for (String table : DemoData.TABLES) {
        copy(tables.resolve(table), data.resolve(table));
      }
    }
    done("data", start);
  }

  /** A table is a file, or a folder of files as Spark writes it. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private void in(Path directory, String... command) {
    larder(
        Stream.concat(Stream.of("-c", directory.toString()), Stream.of(command))
            .toArray(String[]::new));
  }

  private void larder(String... arguments) {
    String command = arguments[0].equals("-c") ? arguments[2] : arguments[0];
    out.printf("%n$ larder %s%n", String.join(" ", arguments));
    out.flush();
    long start = System.nanoTime();
    if (Larder.run(arguments) != 0) {
      throw new UserException("demo", "The command " + command + " failed.");
    }
    done(command, start);
  }

  private void done(String step, long start) {
    double elapsed = Math.round((System.nanoTime() - start) / 1e7) / 1e2;
    seconds.merge(step, elapsed, Double::sum);
    out.printf("(%.1f s)%n", elapsed);
    out.flush();
  }
}
