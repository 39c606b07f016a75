package dev.larder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.registry.FeatureRepository;
import dev.larder.registry.Registry;
import dev.larder.testing.AwsKeys;
import dev.larder.testing.CapturedLog;
import dev.larder.testing.HistoryRepository;
import dev.larder.testing.S3Faults;
import dev.larder.testing.SharedRedisCluster;
import dev.larder.testing.SharedRedshift;
import dev.larder.testing.SharedS3;
import dev.larder.testing.SharedSpark;
import dev.larder.training.TrainingSets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All commands with nothing on the local disk: repository, registry, data and results in S3. */
class S3RepositoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String START = "2021-01-01T00:00:00";
  private static final String END = "2021-06-01T00:00:00";

  private final String bucket = SharedS3.newBucket();

  @TempDir Path directory;

  private AwsKeys keys;
  private String out;
  private String err;

  @BeforeEach
  void nameTheEndpoint() {
    SharedRedshift.notReadableBySpark();
    SharedRedisCluster.flush();
    keys = AwsKeys.set(SharedS3.properties());
  }

  @AfterEach
  void forgetTheEndpoint() {
    keys.close();
  }

  /** A repository in S3 with one view over two rows of a person, and entity rows. */
  private void upload(String prefix) throws Exception {
    new HistoryRepository(directory)
        .configure("hist", "data/registry.db")
        .define(false, "history")
        .write(
            "history",
            "('ann', '2021-02-01', '2021-02-02', 2L, 'x')",
            "('ann', '2021-04-01', '2021-04-02', 3L, 'y')");
    Files.writeString(
        directory.resolve("people.csv"), "person,event_timestamp\nann,2021-03-01 00:00:00\n");
    SharedS3.upload(directory, bucket, prefix);
  }

  private int run(String... arguments) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    int code =
        Larder.commandLine()
            .setOut(new PrintWriter(outText, true))
            .setErr(new PrintWriter(errText, true))
            .execute(arguments);
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  private void succeeds(String... arguments) {
    assertThat(run(arguments)).as(err).isZero();
    assertThat(err).doesNotContain("Error");
  }

  private void fails(String message, String... arguments) {
    assertThat(run(arguments)).isEqualTo(1);
    assertThat(err).isEqualTo("Error: " + message + "\n");
  }

  @Test
  @Tag("slow")
  void everyCommandRunsFromARepositoryInS3() throws Exception {
    upload("repo/");
    String root = "s3://" + bucket;
    String repository = root + "/repo";
    succeeds("-c", repository, "plan");
    assertThat(out).contains("history");
    succeeds("-c", repository, "apply", "--result", root + "/results/apply.json");
    assertThat(JSON.readTree(SharedS3.text(bucket, "results/apply.json")).path("status").asText())
        .isEqualTo("ok");
    succeeds("-c", repository, "registry-dump");
    assertThat(out).contains("history.parquet");
    succeeds(
        "-c",
        repository,
        "get-historical-features",
        "--entity-df",
        repository + "/people.csv",
        "--features",
        "history:pulls,history:note",
        "--output",
        root + "/sets/one",
        "--explain",
        root + "/sets/one.html");
    assertThat(out).contains("1 rows with 2 features in " + root + "/sets/one");
    assertThat(
            SharedSpark.session()
                .read()
                .parquet(root + "/sets/one")
                .select("pulls", "note")
                .first())
        .hasToString("[2,x]");
    assertThat(SharedS3.text(bucket, "sets/one.html")).contains("<svg");
    succeeds(
        "-c",
        repository,
        "get-historical-features",
        "--recreate",
        root + "/sets/one/_training_set.json",
        "--output",
        root + "/sets/again");
    assertThat(out).contains("The content is the same.");
    succeeds("-c", repository, "materialize", START, END, "--html", root + "/pages/loaded.html");
    assertThat(SharedS3.text(bucket, "pages/loaded.html")).contains("history");
    succeeds("-c", repository, "verify");
    succeeds(
        "-c",
        repository,
        "get-online-features",
        "--features",
        "history:pulls,history:note",
        "--entity",
        "person=ann");
    assertThat(out).contains("\"y\"");
    assertThat(SharedS3.keys(bucket))
        .contains("repo/data/registry.db", "sets/one/_training_set.json", "sets/one/_SUCCESS")
        .noneMatch(key -> key.matches(".*/?\\.(one|again|sets).*"));
    succeeds("-c", repository, "teardown", "--yes");
    assertThat(SharedS3.keys(bucket)).doesNotContain("repo/data/registry.db");
  }

  @Test
  @Tag("slow")
  void aModelIsTrainedAndScoresWithoutALocalFile() throws Exception {
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: loans
        registry: s3://%s/registries/registry.db
        provider: aws
        online_store: {type: redis, redis_type: redis_cluster, connection_string: "%s"}
        offline_store: {type: file}
        entity_key_serialization_version: 3
        """
            .formatted(bucket, SharedRedisCluster.connectionString()));
    Files.writeString(directory.resolve("features.yaml"), TrainAndScoreCommandsTest.FEATURES_YAML);
    Files.copy(
        Path.of("src/test/resources/loans_model.yaml"), directory.resolve("credit_model.yaml"));
    Files.writeString(
        directory.resolve("request.json"),
        """
        {"dob_ssn": "19630621_4278", "amount": 5000, "rate": 9.5, "price": 1.5, "months": 12,
         "home": "RENT", "employed": true}
        """);
    TrainingSets.write(directory.resolve("set"), TrainingSets.loans(300));
    String root = "s3://" + bucket;
    SharedS3.upload(directory, bucket, "loans/");
    succeeds("-c", root + "/loans", "-f", root + "/loans/feature_store.yaml", "apply");
    succeeds(
        "train",
        root + "/loans/credit_model.yaml",
        "--training-set",
        root + "/loans/set",
        "--output",
        root + "/model",
        "--result",
        root + "/train.json");
    assertThat(SharedS3.keys(bucket))
        .contains("model/model.json", "model/metrics.json", "model/predictions.parquet")
        .contains("registries/registry.db", "train.json");
    succeeds(
        "-c", root + "/loans", "score", "--model", root + "/model", root + "/loans/request.json");
    assertThat(JSON.readTree(out).path("decision").asText()).isIn("approve", "reject");
  }

  @Test
  void initWritesARepositoryOnceOnly() {
    String repository = "s3://" + bucket + "/new";
    succeeds("init", repository);
    assertThat(SharedS3.keys(bucket))
        .containsExactly("new/credit_model.yaml", "new/feature_store.yaml", "new/features.yaml");
    succeeds("-c", repository, "plan");
    fails(
        repository + "/feature_store.yaml: The file is there already; nothing was changed in it.",
        "init",
        repository);
  }

  @Test
  void aBucketCanBeTheRepository() throws Exception {
    upload("");
    succeeds("-c", "s3://" + bucket, "apply");
    succeeds("-c", "s3a://" + bucket + "/", "materialize", START, END);
    assertThat(out).contains("1");
  }

  @Test
  void twoCommandsThatChangeARegistryAtTheSameMomentLoseNothing() throws Exception {
    upload("repo/");
    String repository = "s3://" + bucket + "/repo";
    AtomicInteger puts = new AtomicInteger();
    succeeds("-c", repository, "apply");
    // Another writer comes just before the first write of the interval.
    try (S3Faults faults =
        S3Faults.before(
            SharedS3.endpoint(),
            head -> {
              if (head.startsWith("PUT /" + bucket + "/repo/data/registry.db")
                  && puts.getAndIncrement() == 0) {
                AwsKeys.with(SharedS3.properties(), this::defineTotals);
              }
              return Optional.of(head);
            })) {
      AwsKeys.with(
          SharedS3.properties(faults.address()),
          () -> succeeds("-c", repository, "materialize", START, END));
    }
    Registry registry = FeatureRepository.open(repository, null).registry().load();
    assertThat(registry.definitions().featureViews()).containsOnlyKeys("history", "totals");
    assertThat(registry.intervals("history")).hasSize(1);
  }

  private void defineTotals() {
    try {
      new HistoryRepository(directory).define(false, "history", "totals");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SharedS3.upload(directory, bucket, "repo/");
    Larder.run("-c", "s3://" + bucket + "/repo", "apply");
  }

  @Test
  void aSourcesOwnEndpointIsUsedForItsBucket() throws Exception {
    upload("repo/");
    String other = SharedS3.newBucket();
    SharedS3.upload(directory, other, "data/");
    String features = SharedS3.text(bucket, "repo/features.yaml");
    Files.writeString(
        directory.resolve("features.yaml"),
        features.replace(
            "path: history.parquet",
            "path: 's3://%s/data/history.parquet', s3_endpoint_override: '%s'"
                .formatted(other, SharedS3.endpoint())));
    SharedS3.upload(directory, bucket, "repo/");
    try (S3Faults faults =
        S3Faults.before(
            SharedS3.endpoint(),
            head ->
                Optional.of(
                    head.contains(" /" + other) ? S3Faults.error(404, "NoSuchBucket") : head))) {
      AwsKeys.with(
          SharedS3.properties(faults.address()),
          () -> {
            String repository = "s3://" + bucket + "/repo";
            succeeds("-c", repository, "apply");
            succeeds("-c", repository, "materialize", START, END);
          });
    }
  }

  @Test
  void mistakesAreOneLineEach() throws Exception {
    upload("repo/");
    String repository = "s3://" + bucket + "/repo";
    succeeds("-c", repository, "apply");
    fails(
        "s3://no-such-bucket/repo/feature_store.yaml: The file cannot be read: there is no bucket"
            + " 'no-such-bucket' in S3 at "
            + SharedS3.endpoint()
            + ".",
        "-c",
        "s3://no-such-bucket/repo",
        "plan");
    String[] historical = {
      "-c", repository, "get-historical-features", "--features", "history:pulls", "--entity-df"
    };
    fails(
        "--entity-df: 's3://no-such-bucket/a.csv' cannot be read: there is no such bucket in S3.",
        with(historical, "s3://no-such-bucket/a.csv", "--output", "s3://" + bucket + "/set"));
    fails(
        "--entity-df: There is nothing at 's3://" + bucket + "/a.parquet'.",
        with(historical, "s3://" + bucket + "/a.parquet", "--output", "s3://" + bucket + "/set"));
    fails(
        "--output: Cannot write to 's3://no-such-bucket/set': there is no such bucket in S3",
        with(historical, repository + "/people.csv", "--output", "s3://no-such-bucket/set"));
    fails(
        "s3://no-such-bucket/result.json: The file cannot be written: there is no bucket"
            + " 'no-such-bucket' in S3 at "
            + SharedS3.endpoint()
            + ".",
        "-c",
        repository,
        "plan",
        "--result",
        "s3://no-such-bucket/result.json");
    assertThat(SharedS3.keys(bucket)).noneMatch(key -> key.startsWith("set"));
    AwsKeys.with(
        Map.of("aws.secretAccessKey", "wrong", "aws.secretKey", "wrong"),
        () -> {
          String other = SharedS3.newBucket();
          fails(
              "s3://%s/feature_store.yaml: The file cannot be read: S3 does not know the access key,"
                      .formatted(other)
                  + " or the secret key does not belong to it.",
              "-c",
              "s3://" + other,
              "plan");
          fails(
              "--output: Cannot write to 's3://%s/set': S3 denies it: it does not know the access"
                      .formatted(other)
                  + " key, or that has not the right",
              "train",
              "conf/credit_model.yaml",
              "--training-set",
              directory.toString(),
              "--output",
              "s3://" + other + "/set");
        });
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void aTrainingSetIsKnownByTheLastOfItsFilesAndLeavesNothingWhereOneIsRefused() throws Exception {
    upload("repo/");
    String repository = "s3://" + bucket + "/repo";
    succeeds("-c", repository, "apply");
    List<String> copied = new CopyOnWriteArrayList<>();
    AtomicBoolean refusing = new AtomicBoolean();
    try (S3Faults faults =
        S3Faults.before(
            SharedS3.endpoint(),
            head -> {
              String line = head.lines().findFirst().orElseThrow();
              if (!line.startsWith("PUT /" + bucket + "/set/") || !line.contains(".")) {
                return Optional.of(head);
              }
              copied.add(line.replaceFirst("PUT /[^/]*/set/(\\S*).*", "$1"));
              return Optional.of(
                  refusing.get() && line.contains("part-")
                      ? S3Faults.error(403, "AccessDenied")
                      : head);
            })) {
      String[] historical = {
        "-c",
        repository,
        "get-historical-features",
        "--features",
        "history:pulls",
        "--entity-df",
        repository + "/people.csv",
        "--output",
        "s3://" + bucket + "/set"
      };
      AwsKeys.with(
          SharedS3.properties(faults.address()),
          () -> {
            refusing.set(true);
            fails(
                "--output: Cannot write to 's3://%s/set': S3 denies it: it does not know the"
                        .formatted(bucket)
                    + " access key, or that has not the right",
                historical);
            assertThat(SharedS3.keys(bucket)).noneMatch(key -> key.contains("set"));
            refusing.set(false);
            copied.clear();
            succeeds(historical);
          });
    }
    assertThat(copied).hasSizeGreaterThan(1).last().isEqualTo("_training_set.json");
  }

  @Test
  void noKeyIsEverLogged() throws Exception {
    upload("repo/");
    String repository = "s3://" + bucket + "/repo";
    try (CapturedLog log = CapturedLog.start()) {
      AwsKeys.with(
          Map.of(
              "spark.hadoop.fs.s3a.access.key", SharedS3.ACCESS_KEY,
              "spark.hadoop.fs.s3a.secret.key", SharedS3.SECRET_KEY),
          () -> {
            succeeds("-c", repository, "apply");
            succeeds("-c", repository, "materialize", START, END);
          });
      assertThat(log.text()).doesNotContain(SharedS3.SECRET_KEY);
    }
  }
}
