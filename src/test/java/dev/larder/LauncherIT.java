package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testing.FinishedProcess;
import dev.larder.testing.HistoryRepository;
import dev.larder.testing.SharedS3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/larder} on the finished jar. */
class LauncherIT {
  private static final Path LAUNCHER = Path.of("scripts", "larder").toAbsolutePath();

  @TempDir Path directory;

  @Test
  void runsFromAnyDirectoryThroughALinkWithBlanksInItsPath() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("a folder"));
    Path link = Files.createSymbolicLink(folder.resolve("larder link"), LAUNCHER);
    FinishedProcess version = run(link, Map.of(), "--version");
    Files.delete(link);
    assertThat(version.out()).startsWith("larder ");
    assertThat(version.exitCode()).isZero();
  }

  @Test
  void startsAgainFromItsClassDataWithoutAWord() throws Exception {
    FinishedProcess first = run(LAUNCHER, Map.of(), "--help");
    FinishedProcess second = run(LAUNCHER, Map.of(), "--help");
    assertThat(second).isEqualTo(new FinishedProcess(0, first.out(), ""));
  }

  @Test
  void passesExitCodesOn() throws Exception {
    assertThat(run(LAUNCHER, Map.of(), "--no-such-option").exitCode()).isEqualTo(2);
  }

  @Test
  void runsSparkCommandsThroughSparkSubmit() throws Exception {
    FinishedProcess usage =
        run(LAUNCHER, Map.of("LARDER_JAVA_OPTS", "-Xmx512m"), "get-historical-features");
    assertThat(usage.err()).contains("Missing required").doesNotContain("Exception");
    assertThat(usage.exitCode()).isEqualTo(2);
  }

  @Test
  void passesOptionsToTheJvm() throws Exception {
    FinishedProcess version =
        run(LAUNCHER, Map.of("LARDER_JAVA_OPTS", "-showversion -Dsome=thing"), "--version");
    assertThat(version.err()).contains("17.");
    assertThat(version.exitCode()).isZero();
  }

  @Test
  void saysThatJavaHomeHoldsNoJdk17() throws Exception {
    FinishedProcess failed = run(LAUNCHER, Map.of("JAVA_HOME", directory.toString()), "--version");
    assertThat(failed.err())
        .startsWith("Larder needs JDK 17; JAVA_HOME is " + directory)
        .hasLineCount(1);
    assertThat(failed.exitCode()).isEqualTo(1);
  }

  @Test
  void saysThatSparkHomeHoldsNoSpark() throws Exception {
    FinishedProcess failed = run(LAUNCHER, Map.of("SPARK_HOME", directory.toString()), "--version");
    assertThat(failed.err())
        .startsWith("larder: SPARK_HOME is " + directory + ", which has no bin/spark-submit.")
        .hasLineCount(1);
    assertThat(failed.exitCode()).isEqualTo(1);
  }

  /** Zip code 76104 and 19630621_4278, from values that came through UNLOAD. */
  @Test
  @Tag("slow")
  void theDemoOnAwsDecidesTheLoanOfThePost() throws Exception {
    Path demo = directory.resolve("demo");
    FinishedProcess run = run(LAUNCHER, Map.of(), "demo", "--aws", "--output", demo.toString());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    String decision =
        run.out()
            .substring(run.out().indexOf("The loan of the AWS post:"))
            .lines()
            .takeWhile(line -> !line.startsWith("A loan"))
            .collect(Collectors.joining());
    assertThat(decision).contains("loan_of_the_post.json", "\"decision\"", "\"missing\" : [ ]");
    assertThat(Files.readString(demo.resolve("feature_store.yaml")))
        .contains("type: redshift", "ssl=true,username=larder")
        .doesNotContain("redshift_host", "redshift_password");
    try (Stream<Path> staged = Files.walk(demo.resolve("s3/larder-demo"))) {
      assertThat(staged.map(Path::toString)).noneMatch(path -> path.contains("/feast/"));
    }
  }

  @Test
  @Tag("slow")
  void sparkFindsS3ByTheEnvironmentAlone() throws Exception {
    String bucket = SharedS3.newBucket();
    String repository = "s3://" + bucket + "/repo";
    Path local = Files.createDirectory(directory.resolve("repo"));
    new HistoryRepository(local)
        .configure("hist", "registry.db")
        .define(false, "history")
        .write("history", "('ann', '2021-02-01', '2021-02-02', 2L, 'x')");
    SharedS3.upload(local, bucket, "repo/");
    Map<String, String> environment = SharedS3.environment();
    assertThat(run(LAUNCHER, environment, "-c", repository, "apply").exitCode()).isZero();
    FinishedProcess written =
        run(
            LAUNCHER,
            environment,
            "-c",
            repository,
            "get-historical-features",
            "--entity-df",
            "SELECT 'ann' person, TIMESTAMP'2021-03-01' event_timestamp",
            "--features",
            "history:note",
            "--output",
            repository + "/set");
    assertThat(written.err()).doesNotContain("Exception", SharedS3.SECRET_KEY);
    assertThat(written.out()).contains("history: 1 of 1 rows matched");
    assertThat(SharedS3.keys(bucket)).contains("repo/registry.db", "repo/set/_training_set.json");
  }

  private FinishedProcess run(Path launcher, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return FinishedProcess.of(
        command,
        builder -> {
          builder.directory(directory.toFile());
          builder.environment().keySet().removeAll(List.of("SPARK_HOME", "SPARK_CONF_DIR"));
          builder.environment().putAll(environment);
        });
  }
}
